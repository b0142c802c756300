"""What a person may do about a lane: pause it, let it go on, let one that waits try at once."""

import datetime as dt
import uuid
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from events import bell
from events.catalogue.operations import LanePausedByHand, LaneResumedByHand
from events.models import Lane
from events.outbox import emit
from events.queries import LaneUnknown
from events.subscriptions import find_consumers


class LanePaused(Exception):
    """A person has paused it; it goes on when one resumes it."""


class LaneNotPaused(Exception):
    """Nobody has paused it; there is nothing to resume."""


class LaneNotWaiting(Exception):
    """The lane flows; there is nothing to try."""


@transaction.atomic
def pause_lane(*, lane: str, actor: uuid.UUID | None, at: dt.datetime) -> None:
    """Nothing more is delivered there until somebody resumes it, and no attempt is burnt.

    What a worker has in hand is finished.

    Emits ``LanePausedByHand``. Raises ``LaneUnknown`` or ``LanePaused``.
    """
    if lane not in {consumer.lane for consumer in find_consumers()}:
        raise LaneUnknown(lane)
    Lane.objects.get_or_create(lane=lane)
    flowing = Lane.objects.filter(lane=lane, paused_at=None)
    if not flowing.update(paused_at=at, paused_by=actor):
        raise LanePaused(lane)
    emit(LanePausedByHand(occurred_at=at, lane=lane), actor=actor)


@transaction.atomic
def resume_lane(*, lane: str, actor: uuid.UUID | None, at: dt.datetime) -> None:
    """What is owed there is delivered again, unless what the lane depends on is down.

    A lane that no release knows any more can be resumed, too.

    Emits ``LaneResumedByHand``. Raises ``LaneNotPaused``.
    """
    paused = Lane.objects.filter(lane=lane).exclude(paused_at=None)
    if not paused.update(paused_at=None, paused_by=None):
        raise LaneNotPaused(lane)
    emit(LaneResumedByHand(occurred_at=at, lane=lane), actor=actor)
    transaction.on_commit(partial(bell.ring, frozenset([lane])), robust=True)


@transaction.atomic
def try_lane(*, lane: str) -> None:
    """Let a waiting lane try one delivery at once, instead of when it next would.

    Raises ``LaneNotWaiting`` or ``LanePaused``.
    """
    waiting = Lane.objects.filter(lane=lane).exclude(breaker_failures=0)
    if waiting.exclude(paused_at=None).exists():
        raise LanePaused(lane)
    if not waiting.update(paused_until=Now()):
        raise LaneNotWaiting(lane)
    transaction.on_commit(partial(bell.ring, frozenset([lane])), robust=True)
