"""Periodic work: when it is due next, and what became of it last."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from events.models import CalendarEntry, Delivery, EventRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarStatus:
    """One piece of periodic work."""

    consumer: str
    rule: str
    due_at: dt.datetime
    struck_at: dt.datetime | None
    """When it was last owed; None if it never was."""
    state: str
    """What became of it: owed, done, dead, cancelled, orphaned, or empty before the first time."""
    delivery: int | None


def find_calendar() -> list[CalendarStatus]:
    """Next first."""
    # By the index on place in the stream; settled deliveries have none on consumers.
    latest = (
        EventRecord.objects.filter(
            stream=Concat(
                Value("calendar:"), OuterRef("consumer"), output_field=CharField()
            )
        )
        .order_by("-stream_version")
        .values("pk")[:1]
    )
    entries = list(
        CalendarEntry.objects.annotate(latest=Subquery(latest)).order_by("due_at")
    )
    deliveries = {
        one.event_id: one
        for one in Delivery.objects.filter(
            event__in=[entry.latest for entry in entries if entry.latest]
        )
    }
    return [_make_status(entry, deliveries.get(entry.latest)) for entry in entries]


def find_last_strikes(consumer: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When a piece of periodic work was struck before last, and last."""
    struck = (
        EventRecord.objects.filter(stream=f"calendar:{consumer}")
        .order_by("-stream_version")
        .values_list("recorded_at", flat=True)[:2]
    )
    last, before = [*struck, None, None][:2]
    return before, last


def _make_status(entry: CalendarEntry, last: Delivery | None) -> CalendarStatus:
    return CalendarStatus(
        consumer=entry.consumer,
        rule=entry.rule,
        due_at=entry.due_at,
        struck_at=entry.struck_at,
        state=Delivery.State(last.state).name.lower() if last else "",
        delivery=last.pk if last else None,
    )
