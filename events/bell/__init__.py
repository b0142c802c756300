"""The bell: after a commit it tells workers which lanes to look at, and nothing else.

A ring carries no event and no claim. It may be lost, repeated or late: what is
owed stands in the database, and somebody looks every 200 ms anyway. Who answers
is a matter of settings: threads of this process, Dramatiq's workers, or on
PostgreSQL alone whoever listens.
"""

from collections.abc import Set as AbstractSet

from django.conf import settings
from django.db import connection

from events import failpoints
from events.bell import notify, threads, workers
from events.bell.ringer import Ringer

_to_workers = Ringer(workers.send)
_to_listeners = Ringer(notify.send)


def ring(lanes: AbstractSet[str]) -> None:
    """Say that something is owed in these lanes; never waits for an answer."""
    failpoints.reach("before_ring")
    threads.wake(lanes)
    if settings.BROKER_URL:
        _to_workers.ring(lanes)
    elif connection.vendor == "postgresql":
        _to_listeners.ring(lanes)
    failpoints.reach("after_ring")
