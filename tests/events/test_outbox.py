import datetime as dt
import uuid

import pytest
from django.db import transaction

from events.catalogue.learning import LessonStarted
from events.catalogue.operations import DeliveriesCancelled
from events.outbox import CommandRepeated, EventTooLarge, NotInTransaction, emit

pytestmark = pytest.mark.django_db

AT = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
ENROLMENT = uuid.UUID(int=1)


def lesson_started(enrolment_key=ENROLMENT):
    return LessonStarted(
        occurred_at=AT,
        enrolment_key=enrolment_key,
        learner_key=uuid.uuid4(),
        course_key=uuid.uuid4(),
        lesson_key=uuid.uuid4(),
    )


class Boom(Exception):
    pass


def test_emit_survives_the_round_trip(emitted):
    event = lesson_started()

    with transaction.atomic():
        emit(event)

    assert emitted() == [event]


def test_emit_outside_a_transaction_is_refused():
    with pytest.raises(NotInTransaction):
        emit(lesson_started())


def test_emit_refuses_what_tells_too_much(emitted):
    event = DeliveriesCancelled(
        occurred_at=AT, consumer="", count=1, conditions={"stream": "x" * 65_536}
    )

    with pytest.raises(EventTooLarge), transaction.atomic():
        emit(event)
    assert emitted() == []


def test_emit_is_undone_with_its_transaction(emitted):
    def change_that_fails():
        with transaction.atomic():
            emit(lesson_started())
            raise Boom

    with pytest.raises(Boom):
        change_that_fails()
    assert emitted() == []


def test_emit_numbers_the_events_of_a_stream_without_gaps():
    other = uuid.UUID(int=2)

    with transaction.atomic():
        versions = [
            emit(lesson_started(key)).version
            for key in (ENROLMENT, ENROLMENT, other, ENROLMENT)
        ]

    assert versions == [1, 2, 1, 3]


@transaction.atomic
def start_lesson(event):
    return emit(event, command_key="request-1")


def test_emit_refuses_a_repeated_command_and_gives_its_receipt(emitted):
    first = start_lesson(lesson_started())

    with pytest.raises(CommandRepeated) as refusal:
        start_lesson(lesson_started())

    assert refusal.value.receipt == first
    assert emitted() == [first.event]
