import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from events import delivery
from events.catalogue.learning import LessonStarted
from events.models import Delivery
from events.outbox import emit
from events.queries import find_consumer_statuses
from events.subscriptions import NotYet, PermanentError, SomeFailed, subscribe

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def heard():
    return []


def emit_due(due_at, *, enrolment_key=None, number=0):
    with transaction.atomic():
        emit(
            LessonStarted(
                occurred_at=timezone.now(),
                enrolment_key=enrolment_key or uuid.uuid4(),
                learner_key=uuid.UUID(int=1),
                course_key=uuid.UUID(int=2),
                lesson_key=uuid.UUID(int=number),
            ),
            due_at=due_at,
        )


def make_due():
    Delivery.objects.owed().update(available_at="2020-01-01 00:00:00Z")


def test_scheduled_event_waits_for_its_time(heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event)

    due_at = timezone.now() + HOUR
    emit_due(due_at)

    early, rung = delivery.drain("tests"), delivery.find_owed_lanes()
    row = Delivery.objects.get()
    make_due()
    late = delivery.drain("tests")

    assert (early, rung, late) == (0, {}, 1)
    assert row.due_at == row.available_at == due_at


def test_scheduled_event_is_not_late_before_its_time():
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        pass

    emit_due(timezone.now() + HOUR)

    (status,) = find_consumer_statuses()
    assert (status.owed, status.oldest_seconds) == (1, 0)


@pytest.mark.parametrize("batch", [None, 10])
def test_too_early_puts_it_back_and_burns_no_attempt(start_lessons, batch, heard):
    later = timezone.now() + HOUR

    def hear(*, event):
        heard.append(event)
        raise NotYet(later)

    def take(*, stored):
        heard.extend(stored)
        raise NotYet(later)

    subscribe(LessonStarted, lane="tests", batch=batch)(take if batch else hear)
    start_lessons()

    counts = [delivery.drain("tests"), delivery.drain("tests")]

    row = Delivery.objects.get()
    assert counts == [1, 0]
    assert (row.state, row.attempts, row.last_error) == (0, 0, "")
    assert row.available_at == row.due_at == later


def test_a_batch_may_name_those_that_come_too_early(start_lessons):
    @subscribe(LessonStarted, lane="tests", batch=10)
    def take(*, stored):
        raise SomeFailed({stored[1].event.event_id: NotYet(timezone.now() + HOUR)})

    start_lessons(3)

    delivery.drain("tests")

    states = Delivery.objects.order_by("id").values_list("state", "attempts")
    assert list(states) == [(1, 1), (0, 0), (1, 1)]


def test_a_time_that_is_over_does_not_make_the_lane_spin(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event)
        raise NotYet(timezone.now() - HOUR)

    start_lessons()

    delivery.drain("tests", budget=0.5)

    assert 1 <= len(heard) <= 6


def test_others_of_the_lane_go_on(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        if event.lesson_key.int == 0:
            raise NotYet(timezone.now() + HOUR)
        heard.append(event.lesson_key.int)

    start_lessons(3)

    delivery.drain("tests")

    assert heard[-2:] == [1, 2]


@pytest.mark.parametrize("is_scheduled", [True, False])
def test_ordered_stream_waits_for_its_head_and_no_other_does(heard, is_scheduled):
    waiting, other = uuid.uuid4(), uuid.uuid4()
    is_early = not is_scheduled

    @subscribe(LessonStarted, lane="tests", ordered=True)
    def send(*, event):
        if is_early and (event.enrolment_key, event.lesson_key.int) == (waiting, 0):
            raise NotYet(timezone.now() + HOUR)
        heard.append((event.enrolment_key, event.lesson_key.int))

    emit_due(
        timezone.now() + HOUR if is_scheduled else None,
        enrolment_key=waiting,
    )
    emit_due(None, enrolment_key=waiting, number=1)
    emit_due(None, enrolment_key=other)

    delivery.drain("tests")
    before = list(heard)
    is_early = False
    make_due()
    delivery.drain("tests")

    assert before == [(other, 0)]
    assert heard[1:] == [(waiting, 0), (waiting, 1)]


@pytest.mark.parametrize("state", [Delivery.State.DEAD, Delivery.State.ORPHANED])
def test_ordered_stream_stands_still_behind_what_waits_for_a_person(
    start_lessons, heard, state
):
    @subscribe(LessonStarted, lane="tests", ordered=True)
    def send(*, event):
        heard.append(event.enrolment_key.int)

    start_lessons(2, enrolment_key=uuid.UUID(int=1))
    start_lessons(1, enrolment_key=uuid.UUID(int=2))
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(state=state)

    delivery.drain("tests")

    assert heard == [2]


def test_permanent_error_is_not_mistaken_for_too_early(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise PermanentError

    start_lessons()
    delivery.drain("tests")

    assert Delivery.objects.get().state == Delivery.State.DEAD
