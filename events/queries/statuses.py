"""How far behind consumers and lanes are, and what nobody knows any more."""

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, Max, Min, Q
from django.db.models.functions import Coalesce, Now

from events.base import find_event_types
from events.catalogue.operations import LanePaused
from events.models import Delivery, EventRecord, Lane
from events.subscriptions import Consumer, find_consumers, find_subscribers


class LaneUnknown(Exception):
    """Nobody has subscribed in a lane of this name, and none is remembered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsumerStatus:
    """How far behind one consumer is."""

    consumer: str
    lane: str
    owed: int = 0
    scheduled: int = 0
    """How much of what is owed isn't due yet."""
    dead: int = 0
    """What waits for a person: dead or orphaned."""
    oldest_seconds: float = 0
    """For how long the oldest that is due has been; 0 if none is."""
    is_known: bool = True
    """False: no release that this process knows of hears it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneStatus:
    """How far behind one lane is, and whether it stands still.

    It waits for what it depends on, which ends by itself, or a person has paused
    it; or both.
    """

    lane: str
    owed: int = 0
    scheduled: int = 0
    oldest_seconds: float = 0
    is_waiting: bool = False
    waiting_since: dt.datetime | None = None
    next_try_at: dt.datetime | None = None
    """When one delivery is tried again, to see whether it answers."""
    reason: str = ""
    paused_at: dt.datetime | None = None
    """When a person paused it; None unless it still is."""
    paused_by: uuid.UUID | None = None
    """Who that was; None if it was done by command."""

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def flows(self) -> bool:
        return not (self.is_waiting or self.is_paused)


def find_consumer_statuses() -> list[ConsumerStatus]:
    """All consumers, and those that are gone and are still owed something, by name."""
    statuses = {
        consumer.name: ConsumerStatus(consumer=consumer.name, lane=consumer.lane)
        for consumer in find_consumers()
    }
    known = frozenset(statuses)
    for row in _sum_up_owed():
        statuses[row["consumer"]] = ConsumerStatus(
            consumer=row["consumer"],
            lane=row["lane"],
            owed=row["owed"],
            scheduled=row["scheduled"],
            oldest_seconds=round(row["age"].total_seconds(), 3) if row["age"] else 0,
            is_known=row["consumer"] in known,
        )
    for row in _count_dead():
        name = row["consumer"]
        gone = ConsumerStatus(consumer=name, lane=row["lane"], is_known=False)
        status = statuses.get(name, gone)
        statuses[name] = dataclasses.replace(status, dead=row["dead"])
    return [statuses[name] for name in sorted(statuses)]


def find_lane_statuses(consumers: Iterable[ConsumerStatus]) -> list[LaneStatus]:
    """The lanes of these consumers, and those that stand still, by name."""
    by_lane: dict[str, list[ConsumerStatus]] = defaultdict(list)
    for status in consumers:
        by_lane[status.lane].append(status)
    still = {status.lane: status for status in find_still_lanes()}
    return [
        dataclasses.replace(
            still.get(lane, LaneStatus(lane=lane)),
            owed=sum(status.owed for status in by_lane[lane]),
            scheduled=sum(status.scheduled for status in by_lane[lane]),
            oldest_seconds=max(
                (status.oldest_seconds for status in by_lane[lane]), default=0
            ),
        )
        for lane in sorted(still.keys() | by_lane.keys())
    ]


def get_lane_status(lane: str) -> LaneStatus:
    """One lane. Raises ``LaneUnknown``."""
    for status in find_lane_statuses(find_consumer_statuses()):
        if status.lane == lane:
            return status
    raise LaneUnknown(lane)


def find_still_lanes() -> list[LaneStatus]:
    """Lanes that wait or that a person has paused; what is owed there isn't counted."""
    lanes = list(
        Lane.objects.exclude(breaker_failures=0, paused_at=None).order_by("lane")
    )
    since = _find_pauses(lane.lane for lane in lanes if lane.breaker_failures)
    return [
        LaneStatus(
            lane=lane.lane,
            is_waiting=lane.breaker_failures > 0,
            waiting_since=since.get(lane.lane),
            next_try_at=lane.paused_until,
            reason=lane.reason.strip().rsplit("\n", 1)[-1],
            paused_at=lane.paused_at,
            paused_by=lane.paused_by,
        )
        for lane in lanes
    ]


def find_hearers() -> list[str]:
    """The names of all consumers that hear events, and aren't struck by the calendar."""
    return sorted(one.name for one in find_consumers() if one.rule is None)


def find_subscriptions() -> Mapping[str, tuple[Consumer, ...]]:
    """Every event of the catalogue by wire name, and who hears it."""
    return {
        name: find_subscribers(event_type)
        for name, event_type in find_event_types().items()
    }


def find_orphaned_consumers() -> list[str]:
    """Consumers that are owed something, and that no release of this process knows."""
    known = [consumer.name for consumer in find_consumers()]
    gone = Delivery.objects.filter(
        state__in=(Delivery.State.OWED, Delivery.State.ORPHANED)
    ).exclude(consumer__in=known)
    return list(gone.order_by("consumer").values_list("consumer", flat=True).distinct())


# From one wire name to the next on the index: the log may hold millions of events.
_TYPES = """
WITH RECURSIVE kind (type) AS (
    SELECT MIN(type) FROM events_event
    UNION ALL
    SELECT (SELECT MIN(type) FROM events_event WHERE type > kind.type)
    FROM kind WHERE kind.type IS NOT NULL
)
SELECT type FROM kind WHERE type IS NOT NULL
"""


def find_unknown_event_types() -> list[str]:
    """Wire names that are stored and that the catalogue doesn't bear any more."""
    with connection.cursor() as cursor:
        cursor.execute(_TYPES)
        stored = [name for (name,) in cursor.fetchall()]
    return [name for name in stored if name not in find_event_types()]


def _find_pauses(lanes: Iterable[str]) -> dict[str, dt.datetime]:
    """When each of these lanes last began to wait for what it depends on."""
    by_stream = {f"operations:{lane}": lane for lane in lanes}
    if not by_stream:
        return {}
    pauses = EventRecord.objects.filter(type=LanePaused.name, stream__in=by_stream)
    latest = pauses.values_list("stream").annotate(Max("recorded_at"))
    return {by_stream[stream]: recorded_at for stream, recorded_at in latest}


def _sum_up_owed() -> Iterable[Mapping[str, Any]]:
    scheduled = Q(due_at__gt=Now())
    since = Min(Coalesce("due_at", "event__recorded_at"), filter=~scheduled)
    rows = Delivery.objects.owed().values("consumer", "lane")
    return rows.annotate(
        owed=Count("pk"),
        scheduled=Count("pk", filter=scheduled),
        age=ExpressionWrapper(Now() - since, output_field=DurationField()),
    )


def _count_dead() -> Iterable[Mapping[str, Any]]:
    # Apart from what is owed, and without its events: an index has all of it,
    # however much there is.
    waiting = (Delivery.State.DEAD, Delivery.State.ORPHANED)
    rows = Delivery.objects.filter(state__in=waiting).values("consumer", "lane")
    return rows.annotate(dead=Count("state"))
