"""Looking for what is owed, whether or not anybody has rung."""

import logging
from collections.abc import Callable, Mapping

from django.db import close_old_connections, connection

from events import calendar, delivery

logger = logging.getLogger(__name__)

EVERY_SECONDS = 0.2


def watch(
    ring: Callable[[Mapping[str, int]], None], wait: Callable[[float], bool]
) -> None:
    """Look for owed lanes again and again, and ring them, until ``wait`` returns true.

    It is the edge of a process: a database or a broker that is away for a while
    must not end it. Whoever looks keeps the calendar as well.
    """
    is_entered = False
    while not wait(EVERY_SECONDS):
        try:
            close_old_connections()
            if owed := delivery.find_owed_lanes():
                ring(owed)
            if not is_entered:
                calendar.enter_rules()
                is_entered = True
            calendar.strike_due()
        except Exception:
            logger.exception("the bell could not look")
            connection.close()
            if wait(1.0):
                break
    connection.close()
