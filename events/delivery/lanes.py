"""Lanes: what is owed in each, and whether it may be delivered now.

A breaker lets a lane wait for what it depends on, and ends that by itself. In a
lane that a person has paused, nothing is claimed until one resumes it.
"""

import datetime as dt
import enum

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from events import failpoints
from events.catalogue.operations import LanePaused, LaneResumed
from events.delivery.settle import describe
from events.log import tell
from events.models import Delivery, Lane
from events.subscriptions import (
    DependencyDown,
    find_consumers,
    find_family_lanes,
    find_lanes,
)

PROBE_EVERY = dt.timedelta(seconds=5)
MOST_COUNTED = 200


class Passage(enum.Enum):
    """What a worker that comes to a lane may do there."""

    OPEN = "open"
    PROBE = "probe"
    CLOSED = "closed"


def approach(lane: str) -> Passage:
    """Ask to work in a lane; while its dependency is down, one worker may probe now and then."""
    breaker = Lane.objects.filter(lane=lane).first()
    if breaker is None or breaker.breaker_failures == 0:
        return Passage.OPEN
    # The first to move the time on is the one who probes.
    probing = Lane.objects.filter(lane=lane, paused_until__lte=Now()).update(
        paused_until=Now() + Value(PROBE_EVERY)
    )
    return Passage.PROBE if probing else Passage.CLOSED


@transaction.atomic
def pause(lane: str, error: DependencyDown) -> None:
    """Let a lane wait until what it depends on answers again.

    The first to find it silent tells of it.
    """
    failpoints.reach("before_pause")
    Lane.objects.get_or_create(lane=lane)
    waits = {
        "paused_until": Now() + Value(error.wait or PROBE_EVERY),
        "reason": describe(error),
        "breaker_failures": F("breaker_failures") + 1,
    }
    if Lane.objects.filter(lane=lane, breaker_failures=0).update(**waits):
        # Its text may name somebody.
        cause = type(error.__cause__ or error).__name__
        tell(LanePaused(occurred_at=timezone.now(), lane=lane, cause=cause))
    else:
        Lane.objects.filter(lane=lane).update(**waits)


@transaction.atomic
def resume(lane: str) -> None:
    """Let a lane go on: its dependency has answered."""
    waited = Lane.objects.filter(lane=lane, breaker_failures__gt=0)
    if waited.update(paused_until=None, reason="", breaker_failures=0):
        tell(LaneResumed(occurred_at=timezone.now(), lane=lane))


def find_owed_lanes() -> dict[str, int]:
    """Lanes in which something is due that nobody works on, and how much, counted up to 200."""
    paused = set(
        Lane.objects.filter(
            Q(paused_until__gt=Now()) | Q(paused_at__isnull=False)
        ).values_list("lane", flat=True)
    )
    owed = {
        lane: Delivery.objects.owed()
        .filter(
            Q(lease_until=None) | Q(lease_until__lt=Now()),
            lane=lane,
            consumer__in=[consumer.name for consumer in find_consumers(lane=lane)],
            available_at__lte=Now(),
        )[:MOST_COUNTED]
        .count()
        for lane in (*find_lanes(), *find_family_lanes())
        if lane not in paused
    }
    return {lane: count for lane, count in owed.items() if count}
