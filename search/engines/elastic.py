"""The engine for a network of centres: Elasticsearch, through its own document language.

One alias, under it one index named for its schema and time of birth. A rebuild
makes another beside it and moves the alias in one step.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import replace

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Search
from elasticsearch.dsl import query as q
from elasticsearch.dsl.response import Response

from search.engines.analysis import WORD, expand, get_rules, normalise, stem_word
from search.engines.elastic_index import ALIAS, ElasticIndex, translated
from search.engines.elastic_query import build_filter, build_text_query
from search.engines.protocol import Health, Hit, Page, Query
from search.engines.spelling import get_prefixes, pick_closest

TIMEOUT = 2.0
"""Seconds a question may take; then the embedded engine answers."""
PATIENCE = 30.0
"""Seconds a write may take: nobody waits for it."""
_SCHEMA = 1
"""Raised when ``Entry`` or the shape of a document changes."""

_MARK = "\ue000"
"""Stands around a found word; no text has it."""


class ElasticEngine:
    """Elasticsearch, behind ``SearchEngine``."""

    name = "elasticsearch"

    def __init__(
        self, url: str, *, alias: str = ALIAS, timeout: float = TIMEOUT
    ) -> None:
        self._client = Elasticsearch(
            url, request_timeout=timeout, max_retries=0, retry_on_timeout=False
        )
        self._writing = self._client.options(request_timeout=PATIENCE)
        self._alias = alias
        self._prefix = f"{alias}-{_SCHEMA}{get_rules().fingerprint[:8]}"

    def current(self) -> ElasticIndex:
        with translated():
            name = self._find_name()
            # An index of another schema or analysis stays in use until a rebuild replaces it.
            return ElasticIndex(self._writing, name) if name else self._make_first()

    def build(self) -> "ElasticBuilding":
        with translated():
            index = ElasticBuilding(self._writing, self._new_name(), self._alias)
            index.create()
        return index

    def search(self, query: Query) -> Page:
        started = time.perf_counter()
        if not query.acl:
            return Page(0, (), {}, 0.0, self.name)
        with translated():
            page = self._search(query)
            if page.total == 0 and (text := self._correct(query)):
                page = replace(self._search(replace(query, text=text)), corrected=text)
        return replace(page, took_ms=(time.perf_counter() - started) * 1000)

    def suggest(self, query: Query) -> tuple[Hit, ...]:
        words = [stem_word("any", word) for word in WORD.findall(normalise(query.text))]
        if not words or not query.acl:
            return ()
        ending = [
            q.Term("title_exact", {"value": prefix})
            for prefix in get_prefixes(words[-1])
        ]
        asked = q.Bool(
            filter=[
                *build_filter(query),
                q.Bool(should=ending),
                *(q.Match("title_exact", {"query": word}) for word in words[:-1]),
            ],
            should=[q.ConstantScore(filter=q.Term("lang", {"value": query.ui_lang}))],
        )
        with translated():
            found = self._start().query(asked)[: query.size].execute()
        return _to_hits(found)

    def refresh(self) -> None:
        with translated():
            self._writing.indices.refresh(index=self._alias)

    def drop(self) -> None:
        """Delete every index of this alias."""
        with translated():
            for name in self._writing.indices.get(index=f"{self._alias}-*"):
                self._writing.indices.delete(index=name)

    def health(self) -> Health:
        with translated():
            version = self._writing.info()["version"]["number"]
        index = self.current()
        return Health(
            name=self.name,
            version=version,
            documents=index.count(),
            seq=index.position(),
            capabilities=frozenset({"fuzzy", "prefix"}),
        )

    def _search(self, query: Query) -> Page:
        text = build_text_query(query, expand(query.text))
        first = (query.page - 1) * query.size
        search = self._start().query(
            # Filters that a facet has to look past come after the count.
            q.Bool(must=[text], filter=[q.Terms("acl", sorted(query.acl))])
        )
        for facet in query.facets:
            bucket = A(
                "filter", filter=q.Bool(filter=build_filter(query, without=facet))
            )
            bucket.bucket("values", "terms", field=facet, size=50)
            search.aggs.bucket(facet, bucket)
        search = search.post_filter(q.Bool(filter=build_filter(query)))
        if query.sort == "date":
            search = search.sort("-published", "seq")
        else:
            search = search.sort("_score", "seq")
        found = search[first : first + query.size].execute()
        facets = {
            facet: tuple(
                (bucket.key, bucket.doc_count)
                for bucket in found.aggregations[facet]["values"].buckets
            )
            for facet in query.facets
        }
        total: int = found.hits.total.value  # type: ignore[attr-defined]  # the response sets it on its list
        return Page(total, _to_hits(found), facets, 0.0, self.name)

    def _correct(self, query: Query) -> str | None:
        """The text in words that exist where the asker may look, or nothing."""

        def find_similar(word: str) -> Mapping[str, int]:
            near = q.Fuzzy("exact", {"value": word, "prefix_length": 1})
            allowed = build_filter(replace(query, filters={}))
            found = (
                self._start()
                .query(q.Bool(must=[near], filter=allowed))
                .highlight(
                    "exact", number_of_fragments=5, pre_tags=[_MARK], post_tags=[_MARK]
                )
            )[:20].execute()
            known: dict[str, int] = {}
            for hit in found:
                for fragment in hit.meta.highlight.exact:
                    for marked in fragment.split(_MARK)[1::2]:
                        plain = stem_word("any", marked)
                        known[plain] = known.get(plain, 0) + 1
            return known

        return pick_closest(query.text, find_similar)

    def _start(self) -> Search:
        return (
            Search(using=self._client, index=self._alias)
            .source(excludes=["*"])
            .extra(track_total_hits=True)
        )

    def _find_name(self) -> str | None:
        found = self._writing.options(ignore_status=404).indices.get_alias(
            name=self._alias
        )
        return None if "error" in found else next(iter(found), None)

    def _make_first(self) -> ElasticIndex:
        index = ElasticIndex(self._writing, self._new_name())
        index.create()
        self._writing.indices.update_aliases(
            actions=[{"add": {"index": index.name, "alias": self._alias}}]
        )
        return index

    def _new_name(self) -> str:
        born = time.strftime("%Y%m%d%H%M%S", time.gmtime())
        return f"{self._prefix}-{born}-{uuid.uuid4().hex[:4]}"


class ElasticBuilding(ElasticIndex):
    """An index beside the one in use."""

    def __init__(self, client: Elasticsearch, name: str, alias: str) -> None:
        super().__init__(client, name)
        self._alias = alias

    def swap(self) -> None:
        with translated():
            old = self.client.options(ignore_status=404).indices.get_alias(
                name=self._alias
            )
            names = [] if "error" in old else list(old)
            self.client.indices.update_aliases(
                actions=[
                    *({"remove": {"index": n, "alias": self._alias}} for n in names),
                    {"add": {"index": self.name, "alias": self._alias}},
                ]
            )
            self._delete_others(keep={self.name, *names})

    def abort(self) -> None:
        with translated():
            self.client.options(ignore_status=404).indices.delete(index=self.name)

    def _delete_others(self, *, keep: set[str]) -> None:
        # The one just replaced stays until the next rebuild: a batch may still be on its way to it.
        every = self.client.indices.get(index=f"{self._alias}-*")
        for name in set(every) - keep:
            self.client.options(ignore_status=404).indices.delete(index=name)


def _to_hits(found: Response) -> tuple[Hit, ...]:
    return tuple(Hit(hit.meta.id, float(hit.meta.score or 0)) for hit in found)
