"""Holding on to what a batch takes long for: something outside that answers slowly isn't a dead worker."""

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from events.delivery.claim import Claimed
from events.delivery.settle import extend

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 300
"""After which a handler that still hasn't come back is taken for lost."""


@contextmanager
def held(claims: Collection[Claimed]) -> Iterator[None]:
    """Renew the leases of ``claims`` again and again, from a thread that dies with the process."""
    is_over = threading.Event()
    thread = threading.Thread(
        target=_renew, args=(claims, is_over), name="events-hold", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        is_over.set()


def _renew(claims: Collection[Claimed], is_over: threading.Event) -> None:
    every = settings.EVENTS_LEASE_SECONDS / 3
    try:
        for _ in range(int(LONGEST_SECONDS / every)):
            if is_over.wait(every):
                return
            extend(claims)
    except Exception:
        # The lease runs out then, and the batch is repeated, which it has to bear.
        logger.exception("a lease could not be renewed")
    finally:
        connection.close()
