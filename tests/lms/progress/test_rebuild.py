import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.api import get_course_outline
from cms.courses.models import CourseEdition
from events.catalogue.learning import HistoryRecorded, ProgressRecalculated
from lms.progress.models import Kind, LessonProgress, Milestone, Source
from lms.progress.services import (
    LessonNotFinished,
    complete_lesson,
    open_lesson,
    rebuild_progress,
    record_answer,
    record_history,
    remember_step,
    tick_lesson,
)
from lms.progress.values import PastEntry
from tests.factories.accounts import EducatorFactory
from tests.factories.courses import item_key, make_course
from tests.factories.enrolment import make_enrolment

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["open", "answer", "complete", "tick"]),
        st.integers(0, 3),
        st.sampled_from(["solide", "compter", "plan"]),
        st.booleans(),
        st.integers(-90, 90),
    ),
    max_size=25,
)


def snapshot(enrolment):
    rows = LessonProgress.objects.filter(enrolment=enrolment).order_by("lesson_key")
    milestones = Milestone.objects.filter(enrolment=enrolment).order_by("kind", "key")
    return (
        [
            {
                name: getattr(row, name)
                for name in row.__dict__
                if name not in {"id", "_state"}
            }
            for row in rows
        ],
        [(one.kind, one.key, one.reached_at, one.edition) for one in milestones],
    )


def perform(enrolment, outline, educator, act, number):
    kind, place, slug, right, minutes = act
    told = {
        "enrolment": enrolment,
        "lesson_key": outline.lessons[place].key,
        "idempotency_key": uuid.uuid4(),
        "at": NOON + dt.timedelta(minutes=number),
    }
    when = {"occurred_at": NOON + dt.timedelta(minutes=minutes)}
    if kind == "open":
        open_lesson(**told, **when)
    elif kind == "tick":
        tick_lesson(**told, actor=educator)
    elif kind == "complete":
        complete_lesson(**told, **when)
    else:
        marked = slug != "plan"
        record_answer(
            **told,
            **when,
            item_key=item_key(told["lesson_key"], slug),
            answer={"choice": str(right)},
            right=right if marked else None,
            share=float(right) if marked else None,
        )


@given(acts=ACTS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_rebuild_equals_what_was_summed_up_live(course, outline, acts):
    enrolment = make_enrolment(course.translation_key)
    educator = EducatorFactory()
    for number, act in enumerate(acts):
        try:
            perform(enrolment, outline, educator, act, number)
        except LessonNotFinished:
            continue
    live = snapshot(enrolment)

    rebuild_progress(enrolment=enrolment, at=NOON)

    assert snapshot(enrolment) == live


def test_rebuild_brings_back_what_was_lost(enrolment, lesson, emitted):
    perform(
        enrolment,
        get_course_outline(enrolment.course_key),
        EducatorFactory(),
        ("tick", 0, "", True, 0),
        0,
    )
    before = snapshot(enrolment)
    told = len(emitted())
    LessonProgress.objects.all().delete()
    Milestone.objects.all().delete()

    call_command("progress", "rebuild")
    call_command("progress", "rebuild")

    assert snapshot(enrolment) == before
    [event] = emitted()[told:]
    assert type(event) is ProgressRecalculated
    assert (event.completed_before, event.completed) == (0, 1)


def test_history_is_told_as_one_fact_and_only_once(enrolment, lesson, emitted):
    entries = [
        PastEntry(
            kind=kind,
            lesson_key=lesson.key,
            edition=1,
            occurred_at=NOON,
            idempotency_key=uuid.uuid4(),
            source=Source.IMPORT,
        )
        for kind in (Kind.OPENED, Kind.COMPLETED)
    ]
    before = len(emitted())

    for _ in range(2):
        record_history(enrolment=enrolment, entries=entries, at=NOON)

    [event] = emitted()[before:]
    assert (type(event), event.entries) == (HistoryRecorded, 2)


def test_rebuild_keeps_the_screen_to_go_on_from(enrolment, lesson):
    progress = open_lesson(
        enrolment=enrolment,
        lesson_key=lesson.key,
        idempotency_key=uuid.uuid4(),
        at=NOON,
    ).progress
    remember_step(progress=progress, step=3, at=NOON)

    rebuild_progress(enrolment=enrolment, at=NOON)

    assert enrolment.lessons.get().step == 3


def test_new_edition_takes_no_completion_away(db):
    page = make_course(lessons=1)
    enrolment = make_enrolment(page.translation_key)
    outline = get_course_outline(page.translation_key)
    perform(enrolment, outline, EducatorFactory(), ("tick", 0, "", True, 0), 0)
    newest = CourseEdition.objects.get(course_key=page.translation_key)
    told = newest.outline
    told["edition"] = 2
    told["modules"][0]["lessons"][0]["items"].append(
        {**told["modules"][0]["lessons"][0]["items"][0], "key": str(uuid.uuid4())}
    )
    CourseEdition.objects.create(
        course_key=newest.course_key, number=2, outline=told, published_at=NOON
    )

    rebuild_progress(enrolment=enrolment, at=NOON)

    assert get_course_outline(page.translation_key).edition == 2
    assert enrolment.lessons.get().is_completed
    assert enrolment.milestones.count() == 2
