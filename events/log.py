"""Writing events and what is owed of them, in the caller's transaction.

The outbox calls it for the product, and ``events`` itself for what it has to tell.

On PostgreSQL it is one statement, because a learner waits for it; on SQLite,
which has no statement that writes two tables, it is three.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now

from events import prepared
from events.base import Event, StoredEvent
from events.models import Delivery, EventRecord
from events.subscriptions import Consumer, find_subscribers

LARGEST_DATA = 64 * 1024
"""Bytes of an event's data: it carries keys and plain values, and every consumer reads it."""


class EventTooLarge(Exception):
    """An event tells more than any fact needs; a key of what is large belongs in it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An event that is being handled."""

    event_id: uuid.UUID
    correlation_id: uuid.UUID


_handled: ContextVar[Mapping[uuid.UUID, Cause]] = ContextVar("handled", default={})  # noqa: B039 -- never changed


@contextmanager
def caused_by(*records: EventRecord) -> Iterator[None]:
    """Let what is emitted inside say which of ``records`` brought it about; if it is one, that."""
    causes = {
        record.event_id: Cause(record.event_id, record.correlation_id)
        for record in records
    }
    token = _handled.set(causes)
    try:
        yield
    finally:
        _handled.reset(token)


def _find_cause(event_id: uuid.UUID | None = None) -> Cause | None:
    handled = _handled.get()
    if event_id is not None:
        return handled.get(event_id)
    return next(iter(handled.values())) if len(handled) == 1 else None


_BUMP = """
INSERT INTO events_stream (stream, version) VALUES (%s, 1)
ON CONFLICT (stream) DO UPDATE SET version = events_stream.version + 1
RETURNING version
"""

# The row lock on the stream is held from its first statement to the commit: of
# two events of one stream, the one committed first has the lower version.
_APPEND = f"""
WITH stream AS ({_BUMP}), event AS (
    INSERT INTO events_event (
        event_id, type, schema_version, stream, stream_version, actor_key,
        occurred_at, recorded_at, correlation_id, causation_id, command_key, data
    )
    SELECT
        %s, %s, %s, %s, stream.version, %s::uuid,
        %s, clock_timestamp(), %s, %s::uuid, %s, %s::jsonb
    FROM stream
    RETURNING id, stream, stream_version, recorded_at
), delivery AS (
    INSERT INTO events_delivery (
        event_id, consumer, lane, stream, max_attempts, due_at, available_at
    )
    SELECT
        event.id, owed.consumer, owed.lane,
        CASE WHEN owed.is_ordered THEN event.stream END, owed.max_attempts,
        due.at, coalesce(due.at, event.recorded_at)
    FROM event, (SELECT %s::timestamptz AS at) AS due,
        unnest(%s::text[], %s::text[], %s::bool[], %s::int[])
            AS owed (consumer, lane, is_ordered, max_attempts)
)
SELECT stream_version, recorded_at FROM event
"""  # noqa: S608 -- put together from constants


# The same for many events. Streams are locked in one order, so that two of these
# never wait for each other; an event counts back from the version its stream has
# after the last.
_APPEND_ALL = """
WITH stream AS (
    INSERT INTO events_stream (stream, version)
    SELECT stream, count(*) FROM unnest(%s::text[]) AS given (stream)
    GROUP BY stream ORDER BY stream
    ON CONFLICT (stream) DO UPDATE SET version = events_stream.version + excluded.version
    RETURNING stream, version
), event AS (
    INSERT INTO events_event (
        event_id, type, schema_version, stream, stream_version, actor_key,
        occurred_at, recorded_at, correlation_id, causation_id, data
    )
    SELECT
        given.event_id, given.type, given.schema_version, given.stream,
        stream.version - given.later, %s::uuid, given.occurred_at,
        clock_timestamp(), given.correlation_id, given.causation_id, given.data::jsonb
    FROM unnest(
        %s::uuid[], %s::text[], %s::int[], %s::text[], %s::int[],
        %s::timestamptz[], %s::uuid[], %s::uuid[], %s::text[]
    ) WITH ORDINALITY AS given (
        event_id, type, schema_version, stream, later,
        occurred_at, correlation_id, causation_id, data, place
    )
    JOIN stream USING (stream) ORDER BY given.place
    RETURNING id, event_id, type, stream, stream_version, recorded_at
), delivery AS (
    INSERT INTO events_delivery (
        event_id, consumer, lane, stream, max_attempts, available_at
    )
    SELECT
        event.id, owed.consumer, owed.lane,
        CASE WHEN owed.is_ordered THEN event.stream END, owed.max_attempts,
        event.recorded_at
    FROM event
    JOIN unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::int[])
        AS owed (type, consumer, lane, is_ordered, max_attempts) USING (type)
    ORDER BY event.id
)
SELECT event_id, stream_version, recorded_at FROM event
"""


def append(
    event: Event,
    *,
    consumers: Sequence[Consumer],
    actor: uuid.UUID | None = None,
    command_key: str | None = None,
    due_at: dt.datetime | None = None,
    cause_id: uuid.UUID | None = None,
) -> StoredEvent:
    """Store ``event`` as the next of its stream, and owe it to ``consumers``."""
    write = _append_at_once if connection.vendor == "postgresql" else _append_in_steps
    cause = _find_cause(cause_id)
    version, recorded_at = write(event, consumers, actor, command_key, due_at, cause)
    return StoredEvent(
        event=event,
        stream=event.stream,
        version=version,
        recorded_at=recorded_at,
        actor_key=actor,
    )


def append_all(
    events: Sequence[Event],
    *,
    subscribers: Mapping[type[Event], Sequence[Consumer]],
    actor: uuid.UUID | None = None,
    cause_ids: Sequence[uuid.UUID | None] | None = None,
) -> list[StoredEvent]:
    """Store many events, each as the next of its stream, and owe each to those of its kind."""
    cause_ids = cause_ids or [None] * len(events)
    if connection.vendor != "postgresql":
        return [
            append(
                event,
                consumers=subscribers[type(event)],
                actor=actor,
                cause_id=cause_id,
            )
            for event, cause_id in zip(events, cause_ids, strict=True)
        ]
    causes = [_find_cause(cause_id) for cause_id in cause_ids]
    streams = [event.stream for event in events]
    owed = [(kind.name, one) for kind, each in subscribers.items() for one in each]
    with prepared.open_cursor() as cursor:
        cursor.execute(
            _APPEND_ALL,
            [
                streams,
                actor,
                [event.event_id for event in events],
                [event.name for event in events],
                [event.schema_version for event in events],
                streams,
                _count_later(streams),
                [event.occurred_at for event in events],
                [
                    cause.correlation_id if cause else event.event_id
                    for event, cause in zip(events, causes, strict=True)
                ],
                [cause.event_id if cause else None for cause in causes],
                [_encode(event) for event in events],
                [name for name, _ in owed],
                [consumer.name for _, consumer in owed],
                [consumer.lane for _, consumer in owed],
                [consumer.ordered for _, consumer in owed],
                [consumer.max_attempts for _, consumer in owed],
            ],
        )
        places = {event_id: place for event_id, *place in cursor.fetchall()}
    return [
        StoredEvent(
            event=event,
            stream=stream,
            version=places[event.event_id][0],
            recorded_at=places[event.event_id][1],
            actor_key=actor,
        )
        for event, stream in zip(events, streams, strict=True)
    ]


def _count_later(streams: Sequence[str]) -> list[int]:
    """For each place, how many after it are of the same stream."""
    seen: Counter[str] = Counter()
    later = []
    for stream in reversed(streams):
        later.append(seen[stream])
        seen[stream] += 1
    return later[::-1]


def _encode(event: Event) -> str:
    data = event.dump_data()
    if len(data) > LARGEST_DATA:
        raise EventTooLarge(f"{event.name} tells {len(data)} bytes")
    return data


def tell(event: Event) -> StoredEvent:
    """Store what ``events`` itself has to tell, and owe it to its subscribers.

    Nobody rings: the bell looks in a moment.
    """
    return append(event, consumers=find_subscribers(type(event)))


def _append_at_once(
    event: Event,
    consumers: Sequence[Consumer],
    actor: uuid.UUID | None,
    command_key: str | None,
    due_at: dt.datetime | None,
    cause: Cause | None,
) -> tuple[int, dt.datetime]:
    stream = event.stream
    with prepared.open_cursor() as cursor:
        cursor.execute(
            _APPEND,
            [
                stream,
                event.event_id,
                event.name,
                event.schema_version,
                stream,
                actor,
                event.occurred_at,
                cause.correlation_id if cause else event.event_id,
                cause.event_id if cause else None,
                command_key,
                _encode(event),
                due_at,
                [consumer.name for consumer in consumers],
                [consumer.lane for consumer in consumers],
                [consumer.ordered for consumer in consumers],
                [consumer.max_attempts for consumer in consumers],
            ],
        )
        version, recorded_at = cursor.fetchone()
    return version, recorded_at


def _append_in_steps(
    event: Event,
    consumers: Sequence[Consumer],
    actor: uuid.UUID | None,
    command_key: str | None,
    due_at: dt.datetime | None,
    cause: Cause | None,
) -> tuple[int, dt.datetime]:
    _encode(event)
    with connection.cursor() as cursor:
        cursor.execute(_BUMP, [event.stream])
        (version,) = cursor.fetchone()
    record = EventRecord.objects.create(
        event_id=event.event_id,
        type=event.name,
        schema_version=event.schema_version,
        stream=event.stream,
        stream_version=version,
        actor_key=actor,
        occurred_at=event.occurred_at,
        correlation_id=cause.correlation_id if cause else event.event_id,
        causation_id=cause.event_id if cause else None,
        command_key=command_key,
        data=event.data,
    )
    Delivery.objects.bulk_create(
        Delivery(
            event=record,
            consumer=consumer.name,
            lane=consumer.lane,
            stream=event.stream if consumer.ordered else None,
            max_attempts=consumer.max_attempts,
            due_at=due_at,
            available_at=due_at or Now(),
        )
        for consumer in consumers
    )
    return version, record.recorded_at
