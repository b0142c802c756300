"""Holding an index against the projection, document for document, and mending what differs.

An index may be deleted, restored from an old copy, or have outlived the database
it followed. What differs is written to the projection anew, at the end of its
order, so that the index hears of it as it hears of everything else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from events.catalogue.search import IndexDiverged
from events.outbox import emit
from search import queries
from search.engines.choice import get_engine
from search.engines.protocol import Holding, SearchEngine
from search.services.following import catch_up
from search.services.writing import rewrite

Holdings = Mapping[str, Holding]


@dataclass(frozen=True, slots=True)
class Difference:
    """Which documents an index has wrongly or not at all, and which it alone has."""

    wrong: frozenset[str]
    strays: frozenset[str]

    @property
    def count(self) -> int:
        return len(self.wrong) + len(self.strays)


def reconcile(engine: SearchEngine | None = None, *, at: dt.datetime) -> Difference:
    """Make an index hold what the projection does. Answers with what differed.

    One that only still follows is given the rest first. Emits ``IndexDiverged`` if
    anything differed then. Raises ``EngineDown``.
    """
    engine = engine or get_engine()
    index = engine.current()
    catch_up(index)
    position = index.position()
    held, expected = index.find_holdings(), queries.find_holdings()
    difference = _compare(held, expected, position)
    if difference.count == 0:
        return difference
    newest = max([position, *(one.seq for one in held.values())])
    with transaction.atomic():
        rewrite(
            ids=difference.wrong, strays=difference.strays, later_than=newest, at=at
        )
        emit(
            IndexDiverged(
                occurred_at=at,
                engine=engine.name,
                expected=_count(expected),
                found=_count(held),
                mended=difference.count,
            )
        )
    catch_up(index)
    return difference


def _compare(held: Holdings, expected: Holdings, position: int) -> Difference:
    wrong = {
        identity
        for identity, one in expected.items()
        # What was published since is on its way.
        if one.seq <= position
        and held.get(identity) != one
        # The mark of something gone need not be there, if nothing else is.
        and (one.is_findable or identity in held)
    }
    strays = {
        identity
        for identity, one in held.items()
        if one.is_findable and identity not in expected
    }
    return Difference(frozenset(wrong), frozenset(strays))


def _count(holdings: Holdings) -> int:
    return sum(one.is_findable for one in holdings.values())
