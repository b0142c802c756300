"""How an index follows the projection, and how a new one takes its place.

An index is told everything in the order of ``seq``, from where it stands. So a
kill, a lost folder or an engine that was away need no care of their own: the
next look goes on from there, and repeating changes nothing.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction

from events.catalogue.search import IndexDiverged, IndexRebuilt
from events.outbox import emit
from search import queries
from search.engines.choice import get_engine
from search.engines.protocol import ApplyReport, Index, SearchEngine

BATCH = 500
REBUILD_BATCH = 5_000


class RebuildIncomplete(Exception):
    """The new index lacks documents; the one in use stays."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many documents there are to find, and how many the index has."""

    expected: int
    found: int

    @property
    def is_equal(self) -> bool:
        return self.expected == self.found


def catch_up(index: Index, *, batch: int = BATCH) -> ApplyReport:
    """Give an index all it has not been given yet. Raises ``EngineDown``."""
    total = ApplyReport()
    position = index.position()
    while operations := queries.find_operations_after(position, limit=batch):
        report = index.apply(operations)
        position = operations[-1].seq
        total = replace(
            total,
            applied=total.applied + report.applied,
            stale=total.stale + report.stale,
            failed=total.failed + report.failed,
        )
    return total


def rebuild(engine: SearchEngine | None = None, *, at: dt.datetime) -> int:
    """Build a new index from the projection beside the one in use, then swap them.

    What is published meanwhile is lost in neither: the old one serves until the
    swap, and the new one follows on from its own position after it. Returns how
    many documents it holds. Emits ``IndexRebuilt``. Raises ``RebuildIncomplete``
    or ``EngineDown``.
    """
    engine = engine or get_engine()
    building = engine.build()
    try:
        _fill(building)
        building.swap()
    except BaseException:
        building.abort()
        raise
    # Written between the last look and the swap, by whoever still saw the old one.
    catch_up(engine.current())
    documents = building.count()
    # An index is in no transaction of ours: it is told after it is true.
    with transaction.atomic():
        emit(IndexRebuilt(occurred_at=at, engine=engine.name, documents=documents))
    return documents


def compare(engine: SearchEngine | None = None, *, at: dt.datetime) -> Comparison:
    """Hold an index that is up to date against the projection.

    One that still follows is given the rest first. Emits ``IndexDiverged`` if it
    holds another number of documents. Raises ``EngineDown``.
    """
    engine = engine or get_engine()
    catch_up(engine.current())
    engine.refresh()
    compared = Comparison(
        expected=queries.count_documents(), found=engine.health().documents
    )
    if not compared.is_equal:
        with transaction.atomic():
            emit(
                IndexDiverged(
                    occurred_at=at,
                    engine=engine.name,
                    expected=compared.expected,
                    found=compared.found,
                )
            )
    return compared


def _fill(building: Index) -> None:
    report = catch_up(building, batch=REBUILD_BATCH)
    if report.failed:
        raise RebuildIncomplete(report.failed[0])
