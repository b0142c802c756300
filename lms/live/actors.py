"""Turn facts into rings of the doorbell: a person's own, and their group's board."""

import uuid
from collections.abc import Iterable, Sequence

from events.base import Event
from events.catalogue.learning import (
    EnrolmentEvent,
    LessonCompleted,
    LessonProgressed,
    LessonStarted,
    NotificationCreated,
    NotificationsRead,
    SessionRevoked,
)
from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.subscriptions import StoredEvent, subscribe
from lms.live.doorbell import DoorbellDown, Ring, doorbell
from lms.live.groups import board_group, person_group
from lms.network.models import GroupMembership


@subscribe(
    NotificationCreated,
    NotificationsRead,
    LessonStarted,
    LessonProgressed,
    LessonCompleted,
    SessionRevoked,
    LearnerErased,
    LearnerAnonymised,
    lane="live",
    batch=200,
    down=(DoorbellDown,),
)
def ring_doorbells(*, stored: Sequence[StoredEvent]) -> None:
    """Ring once for what several events tell of: a bell says that something moved, not how often."""
    events = [entry.event for entry in stored]
    rings = [*_find_personal(events), *_find_boards(events)]
    doorbell.ring({(ring.group, ring.kind): ring for ring in rings}.values())


def _find_personal(events: Iterable[Event]) -> Iterable[Ring]:
    for event in events:
        if isinstance(event, NotificationCreated | NotificationsRead):
            group = person_group(event.person_key)
            yield Ring(group, kind="notification", id=str(event.seq))
        elif isinstance(event, SessionRevoked | LearnerForgotten):
            group = person_group(event.person_key)
            yield Ring(group, kind="session", id="")


def _find_boards(events: Iterable[Event]) -> Iterable[Ring]:
    learner_keys: set[uuid.UUID] = {
        event.learner_key for event in events if isinstance(event, EnrolmentEvent)
    }
    if not learner_keys:
        return
    group_ids = (
        GroupMembership.objects.current()
        .filter(learner__key__in=learner_keys)
        .values_list("group_id", flat=True)
        .distinct()
    )
    for pk in group_ids:
        yield Ring(board_group(pk), kind="board", id=str(pk))
