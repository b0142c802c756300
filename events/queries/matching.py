"""What a repair would touch, before it is made."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min

from events.conditions import (
    Conditions,
    Repair,
    check,
    find_matching,
    find_never_owed,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchingGroup:
    """How many deliveries of one consumer and one kind of event."""

    consumer: str
    lane: str
    event_type: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Matching:
    """All that a repair would touch."""

    count: int
    groups: tuple[MatchingGroup, ...]
    oldest_at: dt.datetime | None
    """When the oldest event was recorded."""
    newest_at: dt.datetime | None


def count_matching(conditions: Conditions, what: Repair) -> int:
    """How many deliveries a repair would touch; raises ``ConditionsUnusable``."""
    check(conditions, what)
    if what is Repair.BACKFILL:
        return find_never_owed(conditions).count()
    return find_matching(conditions, what).count()


def summarise_matching(conditions: Conditions, what: Repair) -> Matching:
    """What a repair of deliveries would touch, most first; raises ``ConditionsUnusable``."""
    check(conditions, what)
    rows = list(
        find_matching(conditions, what)
        .values("consumer", "lane", "event__type")
        .annotate(
            count=Count("pk"),
            oldest=Min("event__recorded_at"),
            newest=Max("event__recorded_at"),
        )
        .order_by("-count", "consumer", "event__type")
    )
    return Matching(
        count=sum(row["count"] for row in rows),
        groups=tuple(
            MatchingGroup(
                consumer=row["consumer"],
                lane=row["lane"],
                event_type=row["event__type"],
                count=row["count"],
            )
            for row in rows
        ),
        oldest_at=min((row["oldest"] for row in rows), default=None),
        newest_at=max((row["newest"] for row in rows), default=None),
    )
