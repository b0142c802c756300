"""The engine inside the process: tantivy, in a folder that may be thrown away.

The folder is named for what it was built with, so a new schema or analysis
begins a new one. In it, ``current`` names the index in use; a rebuild makes
another and renames.
"""

import fcntl
import hashlib
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import tantivy

from search.engines.analysis import WORD, expand, get_rules, normalise, stem_word
from search.engines.embedded_index import EmbeddedIndex, count_hits
from search.engines.embedded_query import build_filter, build_text_query
from search.engines.protocol import Facet, Health, Hit, Page, Query
from search.engines.spelling import get_prefixes, pick_closest

_VERSION: str = tantivy.__version__  # type: ignore[attr-defined]  # missing from its stubs
_SCHEMA = 1
"""Raised when ``make_schema`` or the shape of a document changes."""


class EmbeddedEngine:
    """tantivy, behind ``SearchEngine``."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        made_of = (_SCHEMA, _VERSION, get_rules().fingerprint)
        digest = hashlib.sha256(repr(made_of).encode()).hexdigest()[:12]
        self._folder = folder / digest
        self._lock = threading.Lock()
        self._open: EmbeddedIndex | None = None

    def current(self) -> EmbeddedIndex:
        with self._lock:
            name = _read_pointer(self._folder) or self._make_first()
            if self._open is None or self._open.path.name != name:
                self._open = EmbeddedIndex(self._folder / name)
            return self._open

    def build(self) -> "EmbeddedBuilding":
        return EmbeddedBuilding(self._folder, self._folder / _new_name())

    def search(self, query: Query) -> Page:
        started = time.perf_counter()
        if not query.acl:
            return Page(0, (), {}, 0.0, self.name)
        index = self.current()
        page = self._search(index, query)
        if page.total == 0 and (text := self._correct(index, query)):
            page = replace(
                self._search(index, replace(query, text=text)), corrected=text
            )
        return replace(page, took_ms=(time.perf_counter() - started) * 1000)

    def suggest(self, query: Query) -> tuple[Hit, ...]:
        words = [stem_word("any", word) for word in WORD.findall(normalise(query.text))]
        if not words or not query.acl:
            return ()
        index = self.current()
        searcher = index.get_searcher()
        allowed = tantivy.Query.boolean_query(build_filter(index.schema, query))
        endings = [
            term
            for prefix in get_prefixes(words[-1])
            for term, _ in searcher.terms_with_prefix(
                "title_exact", prefix, allowed, 50
            )
        ]
        if not endings:
            return ()
        must = [
            tantivy.Query.term_set_query(index.schema, "title_exact", endings),
            *(
                tantivy.Query.term_query(index.schema, "title_exact", word)
                for word in words[:-1]
            ),
        ]
        own = tantivy.Query.term_query(index.schema, "lang", query.ui_lang, "basic")
        asked = tantivy.Query.boolean_query(
            [
                *build_filter(index.schema, query),
                *((tantivy.Occur.Must, clause) for clause in must),
                (tantivy.Occur.Should, tantivy.Query.boost_query(own, 10.0)),
            ]
        )
        return _to_hits(searcher, searcher.search(asked, limit=query.size))

    def refresh(self) -> None:
        """Nothing to do: what is committed is found."""

    def health(self) -> Health:
        index = self.current()
        return Health(
            name=self.name,
            version=_VERSION,
            documents=index.count(),
            seq=index.position(),
            capabilities=frozenset({"fuzzy", "prefix"}),
        )

    def _search(self, index: EmbeddedIndex, query: Query) -> Page:
        searcher = index.get_searcher()
        text = build_text_query(index.schema, query, expand(query.text))
        asked = _both(text, build_filter(index.schema, query))
        result = searcher.search(
            asked,
            limit=query.size,
            offset=(query.page - 1) * query.size,
            order_by_field="published" if query.sort == "date" else None,
        )
        facets = {
            facet: _count(
                searcher,
                facet,
                _both(text, build_filter(index.schema, query, without=facet)),
            )
            for facet in query.facets
        }
        hits = _to_hits(searcher, result)
        return Page(count_hits(result), hits, facets, 0.0, self.name)

    def _correct(self, index: EmbeddedIndex, query: Query) -> str | None:
        """The text in words that exist where the asker may look, or nothing."""
        searcher = index.get_searcher()
        allowed = tantivy.Query.boolean_query(
            build_filter(index.schema, replace(query, filters={}))
        )

        def find_similar(word: str) -> dict[str, int]:
            return dict(searcher.terms_with_prefix("exact", word[0], allowed))

        return pick_closest(query.text, find_similar)

    def _make_first(self) -> str:
        with _hold(self._folder):
            # Another process may have been faster.
            if name := _read_pointer(self._folder):
                return name
            name = _new_name()
            EmbeddedIndex(self._folder / name)
            _write_pointer(self._folder, name)
            return name


class EmbeddedBuilding(EmbeddedIndex):
    """An index beside the one in use."""

    def __init__(self, folder: Path, path: Path) -> None:
        super().__init__(path)
        self._folder = folder

    def swap(self) -> None:
        with _hold(self._folder):
            old = _read_pointer(self._folder)
            _write_pointer(self._folder, self.path.name)
            # The one just replaced stays until the next rebuild: it may be read and written yet.
            for path in self._folder.glob("i-*"):
                if path.name not in (old, self.path.name):
                    shutil.rmtree(path, ignore_errors=True)

    def abort(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _new_name() -> str:
    return f"i-{uuid.uuid4().hex[:8]}"


def _read_pointer(folder: Path) -> str | None:
    try:
        name = (folder / "current").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return name if (folder / name / "meta.json").exists() else None


def _write_pointer(folder: Path, name: str) -> None:
    draft = folder / "current.new"
    draft.write_text(name, encoding="utf-8")
    draft.replace(folder / "current")


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _both(
    text: tantivy.Query, clauses: list[tuple[tantivy.Occur, tantivy.Query]]
) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, text), *clauses])


def _to_hits(
    searcher: tantivy.Searcher, result: tantivy.SearchResult
) -> tuple[Hit, ...]:
    return tuple(
        Hit(str(searcher.doc(address)["id"][0]), float(score or 0))
        for score, address in result.hits
    )


def _count(
    searcher: tantivy.Searcher, facet: Facet, query: tantivy.Query
) -> tuple[tuple[str, int], ...]:
    found = searcher.aggregate(query, {facet: {"terms": {"field": facet, "size": 50}}})
    buckets = found[facet]["buckets"]
    return tuple((bucket["key"], bucket["doc_count"]) for bucket in buckets)
