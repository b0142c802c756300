"""One Elasticsearch index: its document, and how documents get into it."""

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import Document, Keyword, Long, Text, mapped_field
from elasticsearch.dsl.document_base import MetaField
from elasticsearch.helpers import scan, streaming_bulk

from search.engines.analysis import CHAINS, get_chain
from search.engines.elastic_analysis import compile_analysis, name_analyzer
from search.engines.protocol import (
    ApplyReport,
    Delete,
    Doc,
    EngineDown,
    Holding,
    Operation,
)

logger = logging.getLogger(__name__)

ALIAS = "forsa-content"
POSITION = "_position"
"""Id of the one document that is none: how far the index has followed the projection."""
SCANNED_AT_ONCE = 5_000
_OVERLOADED = {429, 502, 503, 504}
_SUPERSEDED = 409


class Entry(Document):
    """A document as Elasticsearch keeps it; the mark of a deleted one has ``seq`` and nothing else."""

    seq: int = mapped_field(Long())
    acl: list[str] = mapped_field(Keyword())
    kind: str = mapped_field(Keyword())
    lang: str = mapped_field(Keyword())
    year: str = mapped_field(Keyword())
    published: int = mapped_field(Long())
    # Every language, folded and nothing more: names, codes, typing errors, prefixes.
    exact: str = mapped_field(Text(analyzer=name_analyzer("any")))
    title_exact: str = mapped_field(
        Text(analyzer="beginnings", search_analyzer=name_analyzer("any"))
    )

    class Meta:
        dynamic = MetaField("strict")


for _chain in CHAINS:
    for _name in (f"text_{_chain}", f"title_{_chain}"):
        Entry._doc_type.mapping.field(_name, Text(analyzer=name_analyzer(_chain)))  # noqa: SLF001 -- one field a chain, so the loop adds what annotations cannot


class ElasticIndex:
    """An index in use, or being built, under its own name, never through the alias.

    A batch that began on one index ends on it even if the alias moves meanwhile;
    the new index has its own position and follows by itself.
    """

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self.client = client
        self.name = name

    def create(self) -> None:
        index = Entry._index.clone(self.name)  # noqa: SLF001 -- where elasticsearch.dsl keeps a document's index
        index.settings(
            number_of_shards=1, number_of_replicas=0, analysis=compile_analysis()
        )
        index.create(using=self.client)

    def position(self) -> int:
        with translated():
            found = self.client.options(ignore_status=404).get(
                index=self.name, id=POSITION, source_includes="seq"
            )
        return int(found["_source"]["seq"]) if found.get("found") else 0

    def count(self) -> int:
        """How many documents can be found; marks of deleted ones have no permission token."""
        with translated():
            self.client.indices.refresh(index=self.name)
            found = self.client.count(
                index=self.name, query={"exists": {"field": "acl"}}
            )
        return int(found["count"])

    def find_holdings(self) -> Mapping[str, Holding]:
        with translated():
            self.client.indices.refresh(index=self.name)
            hits = scan(
                self.client,
                index=self.name,
                query={"_source": ["seq", "acl"]},
                size=SCANNED_AT_ONCE,
            )
            return {
                hit["_id"]: Holding(hit["_source"]["seq"], "acl" in hit["_source"])
                for hit in hits
                if hit["_id"] != POSITION
            }

    def apply(self, operations: Sequence[Operation]) -> ApplyReport:
        applied = stale = 0
        failed: list[tuple[str, str]] = []
        with translated():
            for is_done, outcome in streaming_bulk(
                self.client,
                self._to_actions(operations),
                raise_on_error=False,
                raise_on_exception=True,
                max_retries=3,
                initial_backoff=0.5,
                max_backoff=4,
            ):
                result = outcome["index"]
                if result["_id"] == POSITION:
                    continue
                if is_done:
                    applied += 1
                elif result["status"] == _SUPERSEDED:
                    stale += 1
                elif result["status"] in _OVERLOADED:
                    raise EngineDown(f"overloaded: {result['status']}")
                else:
                    failed.append((result["_id"], str(result.get("error"))))
            if operations:
                self._move(max(operation.seq for operation in operations))
        for identity, reason in failed:
            logger.error(
                "search_document_refused", extra={"id": identity, "reason": reason}
            )
        return ApplyReport(applied, stale, tuple(failed))

    def _to_actions(self, operations: Sequence[Operation]) -> Iterator[dict[str, Any]]:
        for operation in {operation.id: operation for operation in operations}.values():
            yield {
                "_op_type": "index",
                "_index": self.name,
                "_id": operation.id,
                # Not through Document.save(): it drops both of these.
                "version": operation.seq,
                "version_type": "external_gte",
                "_source": _to_source(operation),
            }

    def _move(self, seq: int) -> None:
        # After the batch has been taken: a kill in between repeats it, and changes nothing.
        self.client.options(ignore_status=_SUPERSEDED).index(
            index=self.name,
            id=POSITION,
            document={"seq": seq},
            version=seq,
            version_type="external_gte",
        )


class translated:  # noqa: N801 -- reads as a statement
    """What the client raises, as ``EngineDown`` where it says that nobody is there."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: object, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, TransportError):
            raise EngineDown(str(error)) from error
        if isinstance(error, NotFoundError):
            raise EngineDown("there is no index yet") from error
        if isinstance(error, ApiError) and error.status_code in _OVERLOADED:
            raise EngineDown(str(error)) from error


def _to_source(operation: Operation) -> dict[str, Any]:
    if isinstance(operation, Delete):
        # Elasticsearch forgets a delete after a minute and would take an older state then.
        return {"seq": operation.seq}
    return _to_entry(operation)


def _to_entry(doc: Doc) -> dict[str, Any]:
    chain = get_chain(doc.lang)
    text = " \n ".join((doc.title, *doc.tags, doc.body))
    published: dt.datetime | None = doc.published_at
    return {
        "seq": doc.seq,
        "acl": sorted(doc.acl),
        "kind": doc.kind,
        "lang": doc.lang,
        "exact": text,
        "title_exact": doc.title,
        f"text_{chain}": text,
        f"title_{chain}": doc.title,
        **(
            {"year": str(published.year), "published": int(published.timestamp())}
            if published
            else {}
        ),
    }
