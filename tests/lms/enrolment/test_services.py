import datetime as dt
import typing

import pytest

from events.catalogue.learning import EnrolmentCreated, EnrolmentExited
from events.catalogue.learning import ExitCode as ToldExitCode
from events.catalogue.people import MemberAdded, MemberRemoved
from lms.enrolment.models import ExitCode
from lms.enrolment.queries import NoEnrolment, get_enrolment_for
from lms.enrolment.services import (
    AlreadyEnrolled,
    EnrolmentClosed,
    GroupOfAnotherCohort,
    UnknownExit,
    enrol_learner,
    exit_learner,
)
from lms.network.queries import find_group_of
from tests.factories.accounts import LearnerFactory
from tests.factories.network import CohortFactory, GroupFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=30)


def test_enrol_learner_announces_the_place_and_joins_the_group(emitted):
    group, learner = GroupFactory(), LearnerFactory()

    enrolment = enrol_learner(
        learner=learner, cohort=group.cohort, at=NOON, group=group
    )

    assert find_group_of(learner) == group
    joined, event = emitted()
    assert type(joined) is MemberAdded
    assert event == EnrolmentCreated(
        event_id=event.event_id,
        occurred_at=NOON,
        enrolment_key=enrolment.key,
        learner_key=learner.key,
        course_key=group.cohort.course_key,
    )


def test_enrol_learner_refuses_a_second_open_place(emitted):
    cohort, learner = CohortFactory(), LearnerFactory()
    enrol_learner(learner=learner, cohort=cohort, at=NOON)

    with pytest.raises(AlreadyEnrolled):
        enrol_learner(learner=learner, cohort=cohort, at=NOON)
    assert len(emitted()) == 1


def test_enrol_learner_refuses_a_group_of_another_cohort():
    with pytest.raises(GroupOfAnotherCohort):
        enrol_learner(
            learner=LearnerFactory(),
            cohort=CohortFactory(),
            at=NOON,
            group=GroupFactory(),
        )


def test_exit_learner_ends_the_place_and_leaves_the_group(emitted):
    group, learner = GroupFactory(), LearnerFactory()
    enrolment = enrol_learner(
        learner=learner, cohort=group.cohort, at=NOON, group=group
    )

    left = exit_learner(enrolment=enrolment, exit_code="school", at=LATER)

    assert (left.state, left.exit_code, left.exited_at) == ("exited", "school", LATER)
    assert find_group_of(learner) is None
    assert [type(event) for event in emitted()[2:]] == [MemberRemoved, EnrolmentExited]


def test_exit_learner_refuses_twice_and_unknown_codes():
    enrolment = enrol_learner(learner=LearnerFactory(), cohort=CohortFactory(), at=NOON)

    with pytest.raises(UnknownExit):
        exit_learner(enrolment=enrolment, exit_code="vanished", at=LATER)
    exit_learner(enrolment=enrolment, exit_code="moved", at=LATER)
    with pytest.raises(EnrolmentClosed):
        exit_learner(enrolment=enrolment, exit_code="moved", at=LATER)


def test_coming_back_is_a_new_place():
    cohort, learner = CohortFactory(), LearnerFactory()
    first = enrol_learner(learner=learner, cohort=cohort, at=NOON)
    exit_learner(enrolment=first, exit_code="stopped", at=LATER)

    second = enrol_learner(learner=learner, cohort=cohort, at=LATER)

    assert second != first
    assert get_enrolment_for(learner, cohort.course_key) == second


def test_closed_place_is_found_when_there_is_no_other():
    cohort, learner = CohortFactory(), LearnerFactory()
    place = enrol_learner(learner=learner, cohort=cohort, at=NOON)
    exit_learner(enrolment=place, exit_code="stopped", at=LATER)

    assert get_enrolment_for(learner, cohort.course_key) == place
    with pytest.raises(NoEnrolment):
        get_enrolment_for(LearnerFactory(), cohort.course_key)


def test_exits_are_told_by_the_codes_they_are_kept_by():
    assert set(typing.get_args(ToldExitCode)) == set(ExitCode.values)
