import datetime as dt
import uuid

import pytest
from django.db import transaction

from events.catalogue.learning import LessonStarted, NotificationCreated
from events.catalogue.operations import DeliveriesCancelled
from events.models import Delivery, EventRecord
from events.outbox import (
    CommandRepeated,
    EventTooLarge,
    NotInTransaction,
    emit,
    emit_all,
)
from events.subscriptions import subscribe

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


def make_started(enrolment, number):
    return LessonStarted(
        occurred_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
        enrolment_key=uuid.UUID(int=enrolment),
        learner_key=uuid.UUID(int=1),
        course_key=uuid.UUID(int=2),
        lesson_key=uuid.UUID(int=number),
    )


def make_created(seq):
    return NotificationCreated(
        occurred_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
        person_key=uuid.UUID(int=1),
        seq=seq,
    )


def test_many_are_stored_like_one_after_the_other(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        pass

    @subscribe(LessonStarted, NotificationCreated, lane="others", ordered=True)
    def overhear(*, event):
        pass

    start_lessons(1, enrolment_key=uuid.UUID(int=7))
    Delivery.objects.all().delete()
    events = [
        make_started(8, 1),
        make_started(7, 2),
        make_created(1),
        make_started(7, 3),
        make_started(8, 4),
    ]

    with transaction.atomic():
        stored = emit_all(events, actor=uuid.UUID(int=5))

    assert [(one.event, one.version) for one in stored] == list(
        zip(events, [1, 2, 1, 3, 2], strict=True)
    )
    records = EventRecord.objects.order_by("pk")[1:]
    assert [record.load_stored() for record in records] == stored
    assert [record.correlation_id for record in records] == [
        event.event_id for event in events
    ]
    owed = Delivery.objects.order_by("event_id", "consumer")
    assert list(owed.values_list("consumer", "lane", "stream", "max_attempts")) == [
        row
        for event in events
        for row in (
            [("hear", "tests", None, 12)] * isinstance(event, LessonStarted)
            + [("overhear", "others", event.stream, 12)]
        )
    ]


def test_none_are_stored_without_more_ado():
    assert emit_all([]) == []


def test_many_need_a_transaction_too():
    with pytest.raises(NotInTransaction):
        emit_all([make_created(1)])
