"""Points at which a fault test lets a process die or fail, so that it happens there every time.

``EVENTS_FAILPOINT=before_settle:kill`` ends the process with SIGKILL when it
first gets there, ``…:raise`` raises, and ``…:kill:7`` waits for the seventh time.
"""

import os
import signal
from collections import Counter

POINTS = frozenset(
    {
        "after_emit",
        "before_ring",
        "after_ring",
        "before_claim",
        "after_claim",
        "before_effect",
        "after_effect",
        "before_settle",
        "after_settle",
        "before_failure",
        "after_failure",
        "before_pause",
        "before_release",
        "after_release",
    }
)

_reached: Counter[str] = Counter()


class FailpointReached(Exception):
    """The failure that was asked for."""


def reach(point: str) -> None:
    """Fail here, if this is the point and the time at which to fail."""
    armed = os.environ.get("EVENTS_FAILPOINT")
    if not armed:
        return
    name, action, *count = armed.split(":")
    if name not in POINTS:
        raise LookupError(f"no failpoint is called {name!r}")
    if name != point:
        return
    _reached[point] += 1
    if _reached[point] != int(count[0] if count else 1):
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise FailpointReached(point)
