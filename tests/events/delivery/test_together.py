import pytest
from django.db import transaction
from django.utils import timezone

from events.catalogue.learning import LessonStarted, NotificationCreated
from events.models import Delivery, EventRecord
from events.outbox import emit, emit_all
from events.subscriptions import PermanentError, subscribe
from lms.notifications.models import Suppression

pytestmark = pytest.mark.django_db(transaction=True)
POISON = 5


def write(number):
    Suppression.objects.create(
        address_hash=str(number),
        channel="email",
        reason=Suppression.Reason.MANUAL,
        since=timezone.now(),
    )


def written():
    return set(Suppression.objects.values_list("address_hash", flat=True))


def test_several_are_handed_over_at_once_and_settled_with_what_they_wrote(
    start_lessons, drain
):
    sizes = []

    @subscribe(LessonStarted, lane="tests", together=4)
    def hear(*, events):
        sizes.append(len(events))
        for event in events:
            write(event.lesson_key.int)

    start_lessons(10)
    drain()

    assert sizes == [4, 4, 2]
    assert written() == {str(number) for number in range(10)}
    assert set(Delivery.objects.values_list("state", "attempts")) == {(1, 1)}


def test_poison_among_several_dies_alone_and_the_others_are_done_once(
    start_lessons, drain
):
    @subscribe(LessonStarted, lane="tests", together=20)
    def hear(*, events):
        for event in events:
            write(event.lesson_key.int)
        if any(event.lesson_key.int == POISON for event in events):
            raise PermanentError

    start_lessons(12)
    drain(failures_allowed=True)

    assert written() == {str(number) for number in range(12) if number != POISON}
    dead = Delivery.objects.dead().values_list("event__data__lesson_key", flat=True)
    assert list(dead) == [f"00000000-0000-0000-0000-{POISON:012}"]
    assert Delivery.objects.settled().count() == 11


@pytest.mark.parametrize("is_one_by_one", [True, False])
def test_what_several_bring_about_says_which_of_them_did(
    start_lessons, drain, is_one_by_one
):
    @subscribe(LessonStarted, lane="tests", together=20)
    def hear(*, events):
        told = [
            NotificationCreated(
                occurred_at=event.occurred_at,
                person_key=event.learner_key,
                seq=event.lesson_key.int,
            )
            for event in events
        ]
        causes = [event.event_id for event in events]
        if is_one_by_one:
            for event, cause_id in zip(told, causes, strict=True):
                emit(event, cause_id=cause_id)
        else:
            emit_all(told, cause_ids=causes)

    with transaction.atomic():
        lessons = start_lessons(3)
    drain()

    told = EventRecord.objects.filter(type=NotificationCreated.name)
    causes = {record.data["seq"]: record.causation_id for record in told}
    assert causes == {
        number: lesson.event.event_id for number, lesson in enumerate(lessons)
    }
    assert {record.correlation_id for record in told} == set(causes.values())
