"""How an index follows the projection, and how a new one takes its place.

An index is told everything in the order of ``seq``, from where it stands. So a
kill, a lost folder or an engine that was away need no care of their own: the
next look goes on from there, and repeating changes nothing.
"""

from dataclasses import replace

from search import queries
from search.engines.choice import get_engine
from search.engines.protocol import ApplyReport, Index, SearchEngine

BATCH = 500
REBUILD_BATCH = 5_000


class RebuildIncomplete(Exception):
    """The new index lacks documents; the one in use stays."""


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


def rebuild(engine: SearchEngine | None = None) -> int:
    """Build a new index from the projection beside the one in use, then swap them.

    What is published meanwhile is lost in neither: the old one serves until the
    swap, and the new one follows on from its own position after it. Returns how
    many documents it holds. Raises ``RebuildIncomplete`` or ``EngineDown``.
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
    return building.count()


def _fill(building: Index) -> None:
    report = catch_up(building, batch=REBUILD_BATCH)
    if report.failed:
        raise RebuildIncomplete(report.failed[0])
