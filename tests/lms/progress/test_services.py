import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from events.catalogue.learning import (
    AttemptSubmitted,
    CourseCompleted,
    LessonCompleted,
    LessonProgressed,
    LessonStarted,
    ModuleCompleted,
)
from lms.enrolment.services import EnrolmentClosed, exit_learner
from lms.progress.models import LedgerEntry, LedgerIsAppendOnly, LessonProgress
from lms.progress.services import (
    KeyReused,
    LessonNotFinished,
    LessonNotInCourse,
    complete_lesson,
    open_lesson,
    record_answer,
    tick_lesson,
)
from tests.factories.accounts import EducatorFactory
from tests.factories.courses import item_key

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


def start(enrolment, lesson, **told):
    return open_lesson(
        **{
            "enrolment": enrolment,
            "lesson_key": lesson.key,
            "idempotency_key": uuid.uuid4(),
            "at": NOON,
            **told,
        }
    )


def answer(enrolment, lesson, slug="solide", *, right=True, **told):
    return record_answer(
        **{
            "enrolment": enrolment,
            "lesson_key": lesson.key,
            "item_key": item_key(lesson.key, slug),
            "answer": {"choice": "phrase" if right else "suite"},
            "right": right,
            "share": None if right is None else float(right),
            "idempotency_key": uuid.uuid4(),
            "at": NOON,
            **told,
        }
    )


def finish(enrolment, lesson, **told):
    return complete_lesson(
        **{
            "enrolment": enrolment,
            "lesson_key": lesson.key,
            "idempotency_key": uuid.uuid4(),
            "at": NOON,
            **told,
        }
    )


def work_through(enrolment, lesson):
    answer(enrolment, lesson, "solide")
    answer(enrolment, lesson, "compter")
    return finish(enrolment, lesson)


def kinds(events):
    return [type(event) for event in events]


def test_open_lesson_announces_the_start_once(enrolment, lesson, announced):
    start(enrolment, lesson)
    start(enrolment, lesson)

    [event] = announced()
    assert type(event) is LessonStarted
    assert event.lesson_key == lesson.key
    assert enrolment.entries.count() == 1


def test_open_lesson_refuses_a_lesson_of_another_course(enrolment, announced):
    with pytest.raises(LessonNotInCourse):
        open_lesson(
            enrolment=enrolment,
            lesson_key=uuid.uuid4(),
            idempotency_key=uuid.uuid4(),
            at=NOON,
        )
    assert announced() == []


def test_record_answer_announces_each_required_item_once(enrolment, lesson, announced):
    start(enrolment, lesson)

    answer(enrolment, lesson, right=False)
    answer(enrolment, lesson)
    answer(enrolment, lesson, "plan", right=None)

    told = announced()
    assert kinds(told) == [
        LessonStarted,
        AttemptSubmitted,
        LessonProgressed,
        AttemptSubmitted,
        AttemptSubmitted,
    ]
    assert (told[2].done, told[2].required) == (1, 2)
    assert [
        (event.attempt, event.right)
        for event in told
        if type(event) is AttemptSubmitted
    ] == [(1, False), (2, True), (1, None)]


def test_record_answer_sent_twice_is_one_entry(enrolment, lesson, announced):
    key = uuid.uuid4()

    first = answer(enrolment, lesson, idempotency_key=key)
    second = answer(enrolment, lesson, idempotency_key=key)

    assert (first.is_new, second.is_new) == (True, False)
    assert second.entry == first.entry
    assert enrolment.entries.count() == 1
    assert kinds(announced()).count(AttemptSubmitted) == 1


def test_record_answer_refuses_another_answer_under_the_same_key(enrolment, lesson):
    key = uuid.uuid4()
    answer(enrolment, lesson, idempotency_key=key)

    with pytest.raises(KeyReused):
        answer(enrolment, lesson, right=False, idempotency_key=key)
    assert enrolment.entries.count() == 1


def test_record_answer_gives_the_receipt_after_the_learner_has_left(enrolment, lesson):
    key = uuid.uuid4()
    answer(enrolment, lesson, idempotency_key=key)
    exit_learner(enrolment=enrolment, exit_code="school", at=NOON)

    assert answer(enrolment, lesson, idempotency_key=key).is_new is False


def test_record_answer_keeps_the_best(enrolment, lesson):
    answer(enrolment, lesson)
    receipt = answer(enrolment, lesson, right=False)

    assert receipt.progress.right == 1
    known = receipt.progress.items[str(item_key(lesson.key, "solide"))]
    assert known == {"tries": 2, "right": True, "share": 1.0}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (NOON - dt.timedelta(hours=1), NOON - dt.timedelta(hours=1)),
        (NOON + dt.timedelta(days=400), NOON),
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), None),
    ],
)
def test_record_answer_keeps_the_phones_clock_within_reason(
    enrolment, lesson, told, kept
):
    entry = answer(enrolment, lesson, occurred_at=told).entry

    assert entry.occurred_at == (kept or enrolment.enrolled_at)
    assert entry.recorded_at == NOON


def test_complete_lesson_announces_what_it_recorded(enrolment, lesson, announced):
    receipt = work_through(enrolment, lesson)

    assert receipt.progress.is_completed
    completed = announced()[-1]
    assert completed == LessonCompleted(
        event_id=completed.event_id,
        occurred_at=NOON,
        enrolment_key=enrolment.key,
        learner_key=enrolment.learner.key,
        course_key=enrolment.course_key,
        lesson_key=lesson.key,
        edition=1,
    )


def test_complete_lesson_again_changes_nothing(enrolment, lesson, announced):
    work_through(enrolment, lesson)
    before = len(announced())

    assert finish(enrolment, lesson).is_new is False
    assert len(announced()) == before


def test_complete_lesson_refuses_while_a_required_item_is_missing(enrolment, lesson):
    answer(enrolment, lesson)

    with pytest.raises(LessonNotFinished):
        finish(enrolment, lesson)


def test_complete_lesson_refuses_while_too_few_answers_are_right(enrolment, lesson):
    answer(enrolment, lesson, right=False)
    answer(enrolment, lesson, "compter")

    with pytest.raises(LessonNotFinished):
        finish(enrolment, lesson)


def test_complete_lesson_refuses_a_learner_who_left(enrolment, lesson, announced):
    exit_learner(enrolment=enrolment, exit_code="moved", at=NOON)
    before = len(announced())

    with pytest.raises(EnrolmentClosed):
        finish(enrolment, lesson)
    assert len(announced()) == before


def test_complete_lesson_ends_modules_and_the_course_with_their_last(
    enrolment, outline, announced
):
    for lesson in outline.lessons:
        work_through(enrolment, lesson)

    steps = {LessonProgressed, AttemptSubmitted}
    told = [kind for kind in kinds(announced()) if kind not in steps]
    assert told == [
        *[LessonStarted, LessonCompleted] * 2,
        ModuleCompleted,
        *[LessonStarted, LessonCompleted] * 2,
        ModuleCompleted,
        CourseCompleted,
    ]


def test_tick_lesson_completes_on_an_educators_word(enrolment, lesson, announced):
    educator = EducatorFactory()

    receipt = tick_lesson(
        enrolment=enrolment,
        lesson_key=lesson.key,
        actor=educator,
        idempotency_key=uuid.uuid4(),
        at=NOON,
    )

    assert receipt.entry.actor == educator
    assert receipt.progress.completed_source == "educator"
    assert announced()[-1].source == "educator"


def test_ledger_refuses_to_be_changed_by_code(enrolment, lesson):
    entry = start(enrolment, lesson).entry

    with pytest.raises(LedgerIsAppendOnly):
        entry.save()
    with pytest.raises(LedgerIsAppendOnly):
        entry.delete()
    with pytest.raises(LedgerIsAppendOnly):
        LedgerEntry.objects.update(edition=9)
    with pytest.raises(LedgerIsAppendOnly):
        LedgerEntry.objects.all().delete()


def test_ledger_refuses_to_be_changed_by_sql(enrolment, lesson):
    start(enrolment, lesson)

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE lms_ledgerentry SET edition = 9")


def test_complete_lesson_takes_few_queries(
    enrolment, lesson, django_assert_num_queries
):
    answer(enrolment, lesson)
    answer(enrolment, lesson, "compter")
    finished = LessonProgress.objects.get(enrolment=enrolment)
    assert not finished.is_completed

    with django_assert_num_queries(COMPLETION_QUERIES, exact=False):
        finish(enrolment, lesson)


COMPLETION_QUERIES = 20
