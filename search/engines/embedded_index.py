"""One tantivy index in a folder: its schema, and how documents get into it.

Many processes may read it. One writes at a time: the writer is opened for each
batch and its file lock awaited, so that no process owns it for good.
"""

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from search.engines.analysis import CHAINS, build_analyser, get_chain, prepare
from search.engines.protocol import (
    ApplyReport,
    Delete,
    Doc,
    EngineDown,
    Holding,
    Operation,
)

KEYWORDS = ("acl", "kind", "lang", "year")
_HEAP = 64_000_000
_LOCK_PATIENCE = 5.0


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(
        "id", stored=True, tokenizer_name="raw", index_option="basic"
    )
    for name in KEYWORDS:
        builder.add_text_field(
            name, fast=True, tokenizer_name="raw", index_option="basic"
        )
    builder.add_integer_field("seq", stored=True, fast=True)
    builder.add_integer_field("published", fast=True)
    for chain in CHAINS:
        builder.add_text_field(f"text_{chain}", tokenizer_name=f"forsa_{chain}")
        builder.add_text_field(f"title_{chain}", tokenizer_name=f"forsa_{chain}")
    # Every language, folded and nothing more: names, codes, typing errors, prefixes.
    builder.add_text_field("exact", tokenizer_name="forsa_any")
    builder.add_text_field("title_exact", tokenizer_name="forsa_any")
    return builder.build()


class EmbeddedIndex:
    """An index in use, or being built."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.schema = make_schema()
        self._index = tantivy.Index(self.schema, path=str(path))
        self._index.config_reader(reload_policy="manual")
        for chain in CHAINS:
            self._index.register_tokenizer(f"forsa_{chain}", build_analyser(chain))
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._seen: tuple[int, int] | None = None

    def get_searcher(self) -> tantivy.Searcher:
        """A reader of all that is committed, by whatever process."""
        with self._read_lock:
            # A commit replaces meta.json: looking at it costs less than reloading.
            stat = (self.path / "meta.json").stat()
            now = (stat.st_ino, stat.st_mtime_ns)
            if now != self._seen:
                self._index.reload()
                self._seen = now
            return self._index.searcher()

    def position(self) -> int:
        # What was deleted leaves a mark with its seq, so the highest seq is the position.
        found = self.get_searcher().aggregate(
            tantivy.Query.all_query(), {"seq": {"max": {"field": "seq"}}}
        )
        return int(found["seq"]["value"] or 0)

    def count(self) -> int:
        """How many documents can be found; marks of deleted ones have no permission token."""
        query = tantivy.Query.exists_query("acl")
        return count_hits(self.get_searcher().search(query, limit=1))

    def find_holdings(self) -> Mapping[str, Holding]:
        searcher = self.get_searcher()
        every = self._read_seqs(searcher, tantivy.Query.all_query())
        findable = self._read_seqs(searcher, tantivy.Query.exists_query("acl"))
        return {
            identity: Holding(seq, identity in findable)
            for identity, seq in every.items()
        }

    def apply(self, operations: Sequence[Operation]) -> ApplyReport:
        newest = {operation.id: operation for operation in operations}
        with self._write_lock:
            writer = self._open_writer()
            known = self._known_seqs(newest)
            fresh = [op for op in newest.values() if op.seq > known.get(op.id, -1)]
            stale = sum(op.seq < known.get(op.id, -1) for op in newest.values())
            for operation in fresh:
                writer.delete_documents_by_term("id", operation.id)
                writer.add_document(self._to_document(operation))
            writer.commit()
            # Ends the writer, and with it the hold on the lock.
            writer.wait_merging_threads()
        return ApplyReport(applied=len(newest) - stale, stale=stale)

    def _open_writer(self) -> tantivy.IndexWriter:
        give_up = time.monotonic() + _LOCK_PATIENCE
        while True:
            try:
                return self._index.writer(_HEAP, 1)
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise
                if time.monotonic() > give_up:
                    raise EngineDown("another process is writing the index") from error
                time.sleep(0.02)

    def _known_seqs(self, ids: Iterable[str]) -> dict[str, int]:
        wanted = list(ids)
        query = tantivy.Query.term_set_query(self.schema, "id", wanted)
        return self._read_seqs(self.get_searcher(), query)

    def _read_seqs(
        self, searcher: tantivy.Searcher, query: tantivy.Query
    ) -> dict[str, int]:
        found = searcher.search(query, limit=max(1, searcher.num_docs))
        documents = (searcher.doc(address) for _, address in found.hits)
        return {str(doc["id"][0]): int(doc["seq"][0]) for doc in documents}

    def _to_document(self, operation: Operation) -> tantivy.Document:
        fields: dict[str, object] = {"id": operation.id, "seq": operation.seq}
        if isinstance(operation, Delete):
            return tantivy.Document.from_dict(fields, self.schema)
        return tantivy.Document.from_dict(fields | _to_fields(operation), self.schema)


def count_hits(result: tantivy.SearchResult) -> int:
    """All that were found, not only those given back."""
    return int(result.count)  # type: ignore[attr-defined]  # missing from its stubs


def _to_fields(doc: Doc) -> dict[str, object]:
    chain = get_chain(doc.lang)
    text = " \n ".join((doc.title, *doc.tags, doc.body))
    fields: dict[str, object] = {
        "acl": sorted(doc.acl),
        "kind": doc.kind,
        "lang": doc.lang,
        f"text_{chain}": prepare(chain, text),
        f"title_{chain}": prepare(chain, doc.title),
        "exact": prepare("any", text),
        "title_exact": prepare("any", doc.title),
    }
    if doc.published_at:
        fields["year"] = str(doc.published_at.year)
        fields["published"] = int(doc.published_at.timestamp())
    return fields
