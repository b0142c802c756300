"""Emits like a web process, and says which events were acknowledged."""

import time

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from events.outbox import emit
from tests.faults.actors import EffectAsked


def emit_many(count: int) -> None:
    """Print the id of each event after its commit, so that only the acknowledged are counted."""
    for number in range(count):
        event = EffectAsked(occurred_at=timezone.now(), number=number)
        try:
            with transaction.atomic():
                emit(event)
        except DatabaseError:
            connection.close()
            time.sleep(0.05)
            continue
        print(event.event_id, flush=True)
