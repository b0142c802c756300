"""What is owed to whom, for those who watch over it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, DurationField, ExpressionWrapper, Min, Q
from django.db.models.functions import Now

from events.base import find_event_types
from events.conditions import (
    Conditions,
    Repair,
    check,
    find_matching,
    find_never_owed,
)
from events.models import Delivery, EventRecord, Lane
from events.subscriptions import Consumer, find_consumers, find_subscribers


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsumerStatus:
    """How far behind one consumer is."""

    consumer: str
    lane: str
    owed: int
    dead: int
    oldest_seconds: float
    """Age of the oldest event that is owed; 0 if none is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneStatus:
    """A lane that waits for what it depends on."""

    lane: str
    paused_until: dt.datetime | None
    reason: str


def find_consumer_statuses() -> list[ConsumerStatus]:
    """All consumers, and those that are gone and are still owed something, by name."""
    owed = Q(state=Delivery.State.OWED)
    age = ExpressionWrapper(
        Now() - Min("event__recorded_at", filter=owed), output_field=DurationField()
    )
    rows = (
        Delivery.objects.unsettled()
        .values("consumer", "lane")
        .annotate(owed=Count("pk", filter=owed), dead=Count("pk", filter=~owed))
        .annotate(age=age)
    )
    statuses = {
        consumer.name: ConsumerStatus(
            consumer=consumer.name,
            lane=consumer.lane,
            owed=0,
            dead=0,
            oldest_seconds=0,
        )
        for consumer in find_consumers()
    }
    for row in rows:
        statuses[row["consumer"]] = ConsumerStatus(
            consumer=row["consumer"],
            lane=row["lane"],
            owed=row["owed"],
            dead=row["dead"],
            oldest_seconds=round(row["age"].total_seconds(), 3) if row["age"] else 0,
        )
    return [statuses[name] for name in sorted(statuses)]


def find_waiting_lanes() -> list[LaneStatus]:
    """Lanes whose breaker is open."""
    return [
        LaneStatus(
            lane=breaker.lane,
            paused_until=breaker.paused_until,
            reason=breaker.reason.strip().rsplit("\n", 1)[-1],
        )
        for breaker in Lane.objects.exclude(breaker_failures=0).order_by("lane")
    ]


def find_subscriptions() -> Mapping[str, tuple[Consumer, ...]]:
    """Every event of the catalogue by wire name, and who hears it."""
    return {
        name: find_subscribers(event_type)
        for name, event_type in find_event_types().items()
    }


def count_matching(conditions: Conditions, what: Repair) -> int:
    """How many deliveries a repair would touch; raises ``ConditionsUnusable``."""
    check(conditions, what)
    if what is Repair.BACKFILL:
        return find_never_owed(conditions).count()
    return find_matching(conditions, what).count()


def find_orphaned_consumers() -> list[str]:
    """Consumers that are owed something, and that no release of this process knows."""
    known = [consumer.name for consumer in find_consumers()]
    gone = Delivery.objects.owed().exclude(consumer__in=known)
    return list(gone.order_by("consumer").values_list("consumer", flat=True).distinct())


def find_unknown_event_types() -> list[str]:
    """Wire names that are stored and that the catalogue doesn't bear any more."""
    stored = EventRecord.objects.order_by("type").values_list("type", flat=True)
    return [name for name in stored.distinct() if name not in find_event_types()]
