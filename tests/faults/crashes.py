"""Dies at each failpoint once: a child a point, forked from one warm process."""

import os
import time

from django.db import connection
from django.db.models.functions import Now

from events import delivery
from events.failpoints import POINTS
from events.models import Delivery, Lane
from events.subscriptions import find_lanes
from tests.faults.emitter import emit_many


def die_everywhere() -> None:
    """Print ``died POINT`` for each child that was killed there."""
    for point in sorted(POINTS):
        connection.close()
        child = os.fork()
        if child == 0:
            live(point)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print("died", point, flush=True)
        recover()


def live(point: str) -> None:
    """Emit, ring, deliver, fail, find a dependency down, run out of time."""
    os.environ["EVENTS_FAILPOINT"] = f"{point}:kill"
    for mood in ("raise", "down", ""):
        os.environ["EFFECT_MOOD"] = mood
        for patience in (1, 2):
            emit_many(25)
            answers = iter([False] * patience)
            drain_all(lambda is_over=answers: next(is_over, True))


def drain_all(is_stopping=lambda: False) -> int:
    return sum(delivery.drain(lane, is_stopping=is_stopping) for lane in find_lanes())


def recover() -> None:
    """What survivors do, without the waiting of back-off and breaker."""
    os.environ["EFFECT_MOOD"] = ""
    Lane.objects.all().delete()
    Delivery.objects.owed().update(available_at=Now())
    while Delivery.objects.owed().exists():
        if not drain_all():
            time.sleep(0.05)
