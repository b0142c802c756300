"""How fast one process works off what has piled up: of the benchmark's own, and of the product's."""

import random
import time
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from events import delivery
from events.base import Event
from events.catalogue.learning import LessonCompleted
from events.models import EventRecord
from events.outbox import emit_all
from events.subscriptions import find_consumers
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import make_course

LEARNERS = 150
COURSES, LESSONS = 10, 4


class Rate(NamedTuple):
    each_second: float
    cpu_ms: float
    """Of this process; the database's comes on top."""


def drain_events(lane: str, events: Sequence[Event]) -> Rate:
    """Emit them all, and see how fast they are drained in one lane."""
    with transaction.atomic():
        emit_all(events)
    start, cpu = time.perf_counter(), time.process_time()
    while delivery.drain(lane):
        pass
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Rate(len(events) / seconds, 1000 * cpu / len(events))


def drain_notifications(count: int) -> Rate:
    """Lessons that a season of learners has finished while nobody worked: each is told of each."""
    drain_lane("notifications")
    people = (
        LearnerFactory(username=f"tick-{uuid.uuid4().hex[:16]}")
        for _ in range(LEARNERS)
    )
    learners = [(person.key, uuid.uuid4()) for person in people]
    course_key = uuid.uuid4()
    chosen = [random.choice(learners) for _ in range(count)]  # noqa: S311 -- no secret
    return drain_events(
        "notifications",
        [
            LessonCompleted(
                occurred_at=timezone.now(),
                enrolment_key=enrolment_key,
                learner_key=learner_key,
                course_key=course_key,
                lesson_key=uuid.uuid4(),
                edition=1,
            )
            for learner_key, enrolment_key in chosen
        ],
    )


def drain_search(count: int) -> Rate:
    """Facts about the lessons of some courses, published again and again while nobody worked."""
    for _ in range(COURSES):
        make_course(code=f"tick-{uuid.uuid4().hex[:8]}", lessons=LESSONS)
    drain_lane("search")
    [index] = [one for one in find_consumers(lane="search") if one.batch]
    records = EventRecord.objects.filter(type__in=[one.name for one in index.events])
    known = [record.load() for record in records]
    chosen = [random.choice(known) for _ in range(count)]  # noqa: S311 -- no secret
    return drain_events(
        "search",
        [event.model_copy(update={"event_id": uuid.uuid4()}) for event in chosen],
    )


def drain_lane(lane: str) -> None:
    while delivery.drain(lane, budget=60):
        pass
