import datetime as dt

import pytest
from django.utils import timezone

from tests.factories.accounts import EducatorFactory
from tests.factories.courses import make_course
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory


@pytest.fixture
def course(db):
    return make_course(lessons=2, languages=("fr", "ar"))


@pytest.fixture
def group(course):
    return GroupFactory(cohort__course_key=course.translation_key, name="B")


@pytest.fixture
def join(group):
    """Puts a new learner into the group, with a place on its course."""

    def put(**names):
        entered_at = timezone.now() - dt.timedelta(days=40)
        membership = GroupMembershipFactory(
            group=group,
            joined_date=entered_at.date(),
            **{f"learner__{name}": value for name, value in names.items()},
        )
        return EnrolmentFactory(
            learner=membership.learner, cohort=group.cohort, enrolled_at=entered_at
        )

    return put


@pytest.fixture
def educator(client, group):
    client.force_login(group.referent)
    return group.referent


@pytest.fixture
def stranger(client, db):
    """An educator of other groups."""
    stranger = EducatorFactory()
    client.force_login(stranger)
    return stranger
