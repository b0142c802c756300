"""Deliveries one by one: those that wait for a person, with their cause and what stands around them."""

import builtins
import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from events.conditions import Conditions, Repair, find_matching
from events.models import Delivery, EventRecord
from events.queries.listing import MOST_LISTED, Listing

NEIGHBOURS_EACH_WAY = 3

_EXCEPTION = re.compile(r"((?:[\w<>]+\.)*)([A-Za-z_]\w*)(:.*)?")


class DeliveryUnknown(Exception):
    """No delivery has this number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A delivery, and what came of it so far."""

    id: int
    consumer: str
    lane: str
    state: str
    """owed, done, dead, cancelled or orphaned."""
    event_id: uuid.UUID
    event_type: str
    stream: str
    recorded_at: dt.datetime
    attempts: int
    deferrals: int
    cause: str
    """The line that names the error."""
    trace: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterKinds:
    """Whose letters wait for a person, and of what they tell."""

    consumers: tuple[str, ...]
    event_types: tuple[str, ...]
    """Wire names, of the latest ten thousand letters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """An event of the same stream, and what became of it at the same consumer."""

    event_type: str
    version: int
    recorded_at: dt.datetime
    delivery: int | None
    state: str
    """Empty if the consumer doesn't hear this kind."""
    is_this: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """Who else the event is owed to."""

    delivery: int
    consumer: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterPage:
    """One delivery with all there is to know of it."""

    letter: Letter
    event: dict[str, Any]
    """As it is stored, which is keys and plain values."""
    neighbours: tuple[Neighbour, ...]
    hearings: tuple[Hearing, ...]
    leased_by: str
    available_at: dt.datetime


def find_letters(conditions: Conditions) -> Listing[Letter]:
    """What waits for a person and meets the conditions, latest first."""
    found = find_matching(conditions, Repair.CANCEL_DEAD)
    return Listing(found.select_related("event").order_by("-pk"), _make_letter)


def find_letter_kinds() -> LetterKinds:
    """What letters can be told apart by."""
    waiting = find_matching(Conditions(), Repair.CANCEL_DEAD)
    consumers = waiting.order_by("consumer").values_list("consumer", flat=True)
    latest = waiting.order_by("-pk").values("event")[:MOST_LISTED]
    event_types = EventRecord.objects.filter(pk__in=latest).order_by("type")
    return LetterKinds(
        consumers=tuple(consumers.distinct()),
        event_types=tuple(event_types.values_list("type", flat=True).distinct()),
    )


def get_letter(number: int) -> LetterPage:
    """Raises ``DeliveryUnknown``."""
    delivery = Delivery.objects.select_related("event").filter(pk=number).first()
    if delivery is None:
        raise DeliveryUnknown(number)
    return LetterPage(
        letter=_make_letter(delivery),
        event=_describe_event(delivery.event),
        neighbours=_find_neighbours(delivery),
        hearings=tuple(
            Hearing(delivery=one.pk, consumer=one.consumer, state=_name(one))
            for one in delivery.event.deliveries.exclude(pk=number).order_by("consumer")
        ),
        leased_by=delivery.leased_by,
        available_at=delivery.available_at,
    )


def find_cause(trace: str) -> str:
    """The line of a traceback that names the error, without the path to its class."""
    lines = trace.strip().splitlines()
    for line in reversed(lines):
        named = _EXCEPTION.fullmatch(line)
        if named and (named[1] or hasattr(builtins, named[2])):
            return f"{named[2]}{named[3] or ''}"
    return lines[-1] if lines else ""


def _make_letter(delivery: Delivery) -> Letter:
    return Letter(
        id=delivery.pk,
        consumer=delivery.consumer,
        lane=delivery.lane,
        state=_name(delivery),
        event_id=delivery.event.event_id,
        event_type=delivery.event.type,
        stream=delivery.event.stream,
        recorded_at=delivery.event.recorded_at,
        attempts=delivery.attempts,
        deferrals=delivery.deferrals,
        cause=find_cause(delivery.last_error),
        trace=delivery.last_error,
    )


def _name(delivery: Delivery) -> str:
    return Delivery.State(delivery.state).name.lower()


def _describe_event(record: EventRecord) -> dict[str, Any]:
    return {
        "id": str(record.event_id),
        "type": record.type,
        "schema_version": record.schema_version,
        "stream": record.stream,
        "stream_version": record.stream_version,
        "occurred_at": record.occurred_at.isoformat(),
        "recorded_at": record.recorded_at.isoformat(),
        "actor_key": str(record.actor_key) if record.actor_key else None,
        "correlation_id": str(record.correlation_id),
        "causation_id": str(record.causation_id) if record.causation_id else None,
        "data": record.data,
    }


def _find_neighbours(delivery: Delivery) -> tuple[Neighbour, ...]:
    here = delivery.event.stream_version
    around = (here - NEIGHBOURS_EACH_WAY, here + NEIGHBOURS_EACH_WAY)
    records = list(
        EventRecord.objects.filter(
            stream=delivery.event.stream, stream_version__range=around
        ).order_by("stream_version")
    )
    same_consumer = Delivery.objects.filter(
        event__in=records, consumer=delivery.consumer
    )
    by_event = {one.event_id: one for one in same_consumer}
    return tuple(
        Neighbour(
            event_type=record.type,
            version=record.stream_version,
            recorded_at=record.recorded_at,
            delivery=by_event[record.pk].pk if record.pk in by_event else None,
            state=_name(by_event[record.pk]) if record.pk in by_event else "",
            is_this=record.pk == delivery.event_id,
        )
        for record in records
    )
