"""Emitting: an event is stored with the change it announces, or not at all.

Only ``services`` modules call it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

from django.db import connection, transaction

from events import bell, failpoints, log
from events.base import Event, StoredEvent
from events.log import EventTooLarge
from events.models import EventRecord
from events.subscriptions import find_subscribers

__all__ = [
    "CommandRepeated",
    "EventTooLarge",
    "NotInTransaction",
    "StoredEvent",
    "emit",
    "emit_all",
]


class NotInTransaction(Exception):
    """An event was emitted where no transaction ties it to its change."""


class CommandRepeated(Exception):
    """The command was carried out before; ``receipt`` is what was stored then."""

    def __init__(self, receipt: StoredEvent) -> None:
        super().__init__(receipt.event.name)
        self.receipt = receipt


def emit(
    event: Event,
    *,
    actor: uuid.UUID | None = None,
    command_key: str | None = None,
    due_at: dt.datetime | None = None,
    cause_id: uuid.UUID | None = None,
) -> StoredEvent:
    """Store ``event`` in the outbox, in the caller's transaction, and owe it to its subscribers.

    Workers find it there after the commit; a lost bell only delays them. With
    ``due_at`` it is not delivered before. Where several events are handled
    together, ``cause_id`` names the one that brought it about.

    Raises ``NotInTransaction`` if the caller has opened no transaction,
    ``EventTooLarge``, and ``CommandRepeated`` if an event is stored under
    ``command_key`` already: the caller rolls back, and answers with the receipt.
    """
    if not _in_transaction():
        raise NotInTransaction(event.name)
    if command_key is not None:
        _refuse_repeated(command_key)
    consumers = find_subscribers(type(event))
    stored = log.append(
        event,
        consumers=consumers,
        actor=actor,
        command_key=command_key,
        due_at=due_at,
        cause_id=cause_id,
    )
    failpoints.reach("after_emit")
    if lanes := frozenset(consumer.lane for consumer in consumers):
        transaction.on_commit(partial(bell.ring, lanes), robust=True)
    return stored


def emit_all(
    events: Sequence[Event],
    *,
    actor: uuid.UUID | None = None,
    cause_ids: Sequence[uuid.UUID | None] | None = None,
) -> list[StoredEvent]:
    """Store many events at once, as ``emit`` does one; for a large audience.

    ``cause_ids`` names for each what ``cause_id`` names for one.

    Raises ``NotInTransaction`` and ``EventTooLarge``.
    """
    if not events:
        return []
    if not _in_transaction():
        raise NotInTransaction(events[0].name)
    subscribers = {kind: find_subscribers(kind) for kind in {*map(type, events)}}
    stored = log.append_all(
        events, subscribers=subscribers, actor=actor, cause_ids=cause_ids
    )
    failpoints.reach("after_emit")
    lanes = {one.lane for consumers in subscribers.values() for one in consumers}
    if lanes:
        transaction.on_commit(partial(bell.ring, lanes), robust=True)
    return stored


def _refuse_repeated(command_key: str) -> None:
    if connection.vendor == "postgresql":
        # Of two requests with one key at once, the second waits here for the
        # first. SQLite has one writer anyway.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [command_key]
            )
    record = EventRecord.objects.filter(command_key=command_key).first()
    if record is not None:
        raise CommandRepeated(record.load_stored())


def _in_transaction() -> bool:
    # Django wraps each test in an atomic block of its own. That one doesn't
    # count, or code that forgets its transaction would pass the tests.
    blocks = connection.atomic_blocks
    return any(not block._from_testcase for block in blocks)  # type: ignore[attr-defined]  # noqa: SLF001 -- private to Django, whose own durable check does the same
