import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, connections

from cms.api import get_course_outline
from events.catalogue.learning import CourseCompleted, LessonCompleted, ModuleCompleted
from lms.progress.services import complete_lesson, record_answer
from tests.factories.courses import item_key, make_course
from tests.factories.enrolment import make_enrolment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite has one writer; two of them are PostgreSQL's affair",
    ),
]

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


def at_once(*acts):
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("round_", range(3))
def test_two_last_lessons_at_once_end_the_course_once(round_, emitted):
    page = make_course(lessons=2, modules=1)
    enrolment = make_enrolment(page.translation_key)
    outline = get_course_outline(page.translation_key)
    for lesson in outline.lessons:
        for slug in ("solide", "compter"):
            record_answer(
                enrolment=enrolment,
                lesson_key=lesson.key,
                item_key=item_key(lesson.key, slug),
                answer={},
                right=True,
                share=1.0,
                idempotency_key=uuid.uuid4(),
                at=NOON,
            )

    at_once(
        *(
            lambda lesson=lesson: complete_lesson(
                enrolment=enrolment,
                lesson_key=lesson.key,
                idempotency_key=uuid.uuid4(),
                at=NOON,
            )
            for lesson in outline.lessons
            for _twice in range(2)
        )
    )

    assert connection.vendor == "postgresql"
    told = [type(event) for event in emitted()]
    assert told.count(LessonCompleted) == 2
    assert told.count(ModuleCompleted) == 1
    assert told.count(CourseCompleted) == 1
