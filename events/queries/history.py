"""Who did what about deliveries, and what lanes and deliveries met with, from the log itself."""

import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from events.catalogue.operations import (
    DeliveriesCancelled,
    DeliveriesReplayed,
    DeliveryDeadLettered,
    LanePaused,
    LanePausedByHand,
    LaneResumed,
    LaneResumedByHand,
)
from events.models import EventRecord
from events.queries.listing import Listing


class HistoryKind(enum.StrEnum):
    """What of the history is asked for."""

    ALL = "all"
    REPAIRS = "repairs"
    LANES = "lanes"
    DEAD = "dead"


_TYPES: Mapping[HistoryKind, tuple[str, ...]] = {
    HistoryKind.REPAIRS: (DeliveriesReplayed.name, DeliveriesCancelled.name),
    HistoryKind.LANES: (
        LanePaused.name,
        LaneResumed.name,
        LanePausedByHand.name,
        LaneResumedByHand.name,
    ),
    HistoryKind.DEAD: (DeliveryDeadLettered.name,),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryEntry:
    """One thing that was done or happened."""

    what: str
    """replay, requeue, backfill, cancelled, dead_lettered; of a lane paused, resumed, paused_by_hand, resumed_by_hand."""
    recorded_at: dt.datetime
    actor_key: uuid.UUID | None
    """Who did it on a screen; nobody, if the command or time did."""
    consumer: str
    lane: str
    event_type: str
    count: int
    cause: str
    conditions: Mapping[str, str]

    @property
    def is_decided(self) -> bool:
        """Whether somebody decided it; else it happened by itself."""
        return self.what not in {"dead_lettered", "paused", "resumed"}


def find_history(kind: HistoryKind) -> Listing[HistoryEntry]:
    """Latest first."""
    types = _TYPES.get(kind) or sum(_TYPES.values(), ())
    found = EventRecord.objects.filter(type__in=types).order_by("-pk")
    return Listing(found, _make_entry)


def _make_entry(record: EventRecord) -> HistoryEntry:
    data = record.data
    return HistoryEntry(
        what=data.get("how") or record.type.rsplit(".", 1)[-1],
        recorded_at=record.recorded_at,
        actor_key=record.actor_key,
        consumer=data.get("consumer", ""),
        lane=data.get("lane", ""),
        event_type=data.get("event_type", ""),
        count=data.get("count", 0),
        cause=data.get("cause", ""),
        conditions=data.get("conditions", {}),
    )
