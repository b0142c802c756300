import datetime as dt
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.api import get_course_outline
from cms.site.models import IndicatorValue
from lms.enrolment.models import ExitCode, State
from lms.enrolment.services import exit_learner
from lms.progress.services import open_lesson
from lms.reporting.queries import Share, count_active_learners, count_inserted
from lms.reporting.services import record_indicators
from tests.factories.courses import make_course
from tests.factories.enrolment import EnrolmentFactory, make_enrolment
from tests.factories.network import CohortFactory, SeasonFactory

MONDAY = dt.datetime(2030, 5, 13, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def work(lesson):
    def do(enrolment, at):
        open_lesson(
            enrolment=enrolment,
            lesson_key=lesson.key,
            idempotency_key=uuid.uuid4(),
            at=at,
        )

    return do


@pytest.fixture
def finished_cohort(course):
    season = SeasonFactory(
        name="2018-2019",
        starts_date=dt.date(2018, 10, 1),
        ends_date=dt.date(2019, 6, 30),
    )
    return CohortFactory(course_key=course.translation_key, season=season)


def leave(cohort, *codes):
    for code in codes:
        EnrolmentFactory(
            cohort=cohort,
            state=State.EXITED,
            exit_code=code,
            enrolled_at=dt.datetime(2018, 10, 1, tzinfo=dt.UTC),
            exited_at=dt.datetime(2019, 6, 1, tzinfo=dt.UTC),
        )


@pytest.mark.parametrize(("days", "count"), [(0, 1), (13, 1), (14, 0)])
def test_learner_is_active_for_ten_working_days(enrolment, work, days, count):
    work(enrolment, MONDAY - days * DAY)

    # Tuesday the 30th of April is the tenth working day before Monday the 13th of May.
    assert count_active_learners(MONDAY) == count


def test_learner_who_opened_nothing_or_left_is_not_active(enrolment, course, work):
    make_enrolment(course.translation_key)
    work(enrolment, MONDAY - DAY)
    exit_learner(enrolment=enrolment, exit_code=ExitCode.SCHOOL, at=MONDAY)

    assert count_active_learners(MONDAY) == 0


def test_teachers_are_no_active_learners(db):
    course = make_course(code="enseignants", lessons=1, audience="teachers")
    enrolment = make_enrolment(course.translation_key)
    (lesson,) = get_course_outline(course.translation_key).lessons
    open_lesson(
        enrolment=enrolment,
        lesson_key=lesson.key,
        idempotency_key=uuid.uuid4(),
        at=MONDAY,
    )

    assert count_active_learners(MONDAY) == 0


def test_insertion_counts_everybody_who_left_the_last_finished_cohort(
    enrolment, finished_cohort
):
    leave(
        finished_cohort,
        ExitCode.SCHOOL,
        ExitCode.APPRENTICESHIP,
        ExitCode.STOPPED,
    )

    assert count_inserted(MONDAY) == Share(2, 3)
    assert count_inserted(MONDAY).percent == 67


def test_insertion_is_unknown_while_no_cohort_has_finished(enrolment):
    assert count_inserted(MONDAY) is None


def test_figures_are_recorded_where_they_can_be_counted(enrolment, work):
    work(enrolment, MONDAY)

    record_indicators(at=MONDAY)

    figures = IndicatorValue.objects.values_list("key", "value", "of")
    assert list(figures) == [("active_learners", 1, None)]


def test_command_counts_now(finished_cohort):
    leave(finished_cohort, ExitCode.SCHOOL)

    call_command("indicators", stdout=StringIO())

    figures = IndicatorValue.objects.order_by("key").values_list("key", "value")
    assert list(figures) == [("active_learners", 0), ("insertion_rate", 100)]


def test_beginning_a_lesson_counts_again(enrolment, work, drain):
    drain()
    work(enrolment, timezone.now())
    drain()

    assert IndicatorValue.objects.get(key="active_learners").value == 1
