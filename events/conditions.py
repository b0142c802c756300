"""Which deliveries a person means, and what about it cannot be meant.

The command and the screens ask in these words and no others.
"""

import dataclasses
import datetime as dt
import enum
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from events.base import find_event_types
from events.catalogue.operations import CalendarStruck
from events.models import Delivery, DeliveryQuerySet, EventRecord
from events.subscriptions import find_consumers

_STREAM = re.compile(r"[a-z_]+:\S+")


class ConditionsUnusable(Exception):
    """What was asked for cannot be meant; the message says why, in one line."""


class NoCondition(ConditionsUnusable):
    """Everything there is was asked for."""


class ConsumerUnknown(ConditionsUnusable):
    """Nobody of this name is subscribed."""


class EventTypeUnknown(ConditionsUnusable):
    """The catalogue has no event of this wire name."""


class StreamMalformed(ConditionsUnusable):
    """A stream is a kind and a key."""


class PeriodReversed(ConditionsUnusable):
    """The period ends before it begins."""


class Repair(enum.StrEnum):
    """What a person may do about deliveries, each possible in some states."""

    REPLAY = "replay"
    REQUEUE = "requeue"
    CANCEL = "cancel"
    CANCEL_DEAD = "cancel_dead"
    BACKFILL = "backfill"


_STATES: Mapping[Repair, tuple[Delivery.State, ...]] = {
    Repair.REPLAY: Delivery.SETTLED,
    Repair.REQUEUE: (Delivery.State.DEAD, Delivery.State.ORPHANED),
    Repair.CANCEL: Delivery.UNSETTLED,
    Repair.CANCEL_DEAD: (Delivery.State.DEAD, Delivery.State.ORPHANED),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """What deliveries have in common; all that are given hold together."""

    consumer: str | None = None
    event: uuid.UUID | None = None
    event_type: str | None = None
    stream: str | None = None
    since: dt.datetime | None = None
    """Recorded then or later."""
    until: dt.datetime | None = None
    """Recorded before then."""
    deliveries: Sequence[int] | None = None
    """Any of these, by their numbers."""

    def describe(self) -> dict[str, str]:
        """Those that are given, as an event can tell them."""
        return {name: _say(value) for name, value in self._get_given().items()}

    def _get_given(self) -> dict[str, Any]:
        values = {
            field.name: getattr(self, field.name) for field in dataclasses.fields(self)
        }
        return {name: value for name, value in values.items() if value is not None}


def _say(value: object) -> str:
    match value:
        case dt.datetime():
            return value.isoformat()
        case [*_]:
            return ",".join(map(str, value))
        case _:
            return str(value)


def check(conditions: Conditions, what: Repair) -> None:
    """Refuse what cannot be meant: raises a ``ConditionsUnusable`` that says why."""
    # What is dead has been seen, and all of it may have the same cause.
    is_seen = what in {Repair.REQUEUE, Repair.CANCEL_DEAD}
    if not is_seen and not conditions.describe():
        raise NoCondition("say which: of a consumer, an event, a stream, a period …")
    if what is Repair.BACKFILL and not conditions.consumer:
        raise NoCondition("name the consumer that is owed events of the past")
    if conditions.consumer:
        _check_consumer(conditions.consumer, what)
    if conditions.event_type and conditions.event_type not in find_event_types():
        raise EventTypeUnknown(
            f"no event is called {conditions.event_type!r}; see events list"
        )
    if conditions.stream and not _STREAM.fullmatch(conditions.stream):
        raise StreamMalformed(f"{conditions.stream!r} is no stream, like course:KEY")
    since, until = conditions.since, conditions.until
    if since and until and until <= since:
        raise PeriodReversed("the period ends before it begins")


def _check_consumer(name: str, what: Repair) -> None:
    if name in {consumer.name for consumer in find_consumers()}:
        return
    # What is owed to one that is gone can only be given up.
    gone = Delivery.objects.unsettled().filter(consumer=name)
    can_be_gone = what in {Repair.CANCEL, Repair.CANCEL_DEAD}
    if not can_be_gone or not gone.exists():
        raise ConsumerUnknown(f"no consumer is called {name!r}; see events status")


def find_matching(conditions: Conditions, what: Repair) -> DeliveryQuerySet:
    """Deliveries that meet all conditions, and are in a state in which it can be done."""
    lookups = {
        "consumer": conditions.consumer,
        "event__event_id": conditions.event,
        "event__type": conditions.event_type,
        "event__stream": conditions.stream,
        "event__recorded_at__gte": conditions.since,
        "event__recorded_at__lt": conditions.until,
        "pk__in": conditions.deliveries,
    }
    given = {lookup: value for lookup, value in lookups.items() if value is not None}
    found = Delivery.objects.filter(state__in=_STATES[what], **given)
    if what is Repair.REPLAY and not given.keys() & {"consumer", "pk__in"}:
        # Periodic work isn't a fact; each day's again would help nobody.
        found = found.exclude(event__type=CalendarStruck.name)
    return found


def find_never_owed(conditions: Conditions) -> models.QuerySet[EventRecord]:
    """Events of the consumer's kinds that meet all conditions and of which it has no delivery."""
    consumer = next(
        each for each in find_consumers() if each.name == conditions.consumer
    )
    lookups = {
        "event_id": conditions.event,
        "type": conditions.event_type,
        "stream": conditions.stream,
        "recorded_at__gte": conditions.since,
        "recorded_at__lt": conditions.until,
    }
    given = {lookup: value for lookup, value in lookups.items() if value is not None}
    owed = Delivery.objects.filter(event=OuterRef("pk"), consumer=consumer.name)
    return EventRecord.objects.filter(
        ~Exists(owed), type__in=[event.name for event in consumer.events], **given
    )
