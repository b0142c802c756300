import datetime as dt
import uuid

import pytest

from lms.families.queries import FamilyOutOfReach, get_ward_for
from lms.network.services import leave_group
from tests.factories.accounts import (
    CoordinatorFactory,
    EducatorFactory,
    LearnerFactory,
    UserFactory,
)
from tests.factories.network import GroupMembershipFactory


@pytest.fixture
def membership(db):
    return GroupMembershipFactory()


def sees(user, membership):
    try:
        return get_ward_for(user, membership.learner.key) == membership.learner
    except FamilyOutOfReach:
        return False


def test_family_opens_to_the_referent_and_to_those_who_answer_for_the_centre(
    membership,
):
    assert sees(membership.group.referent, membership)
    assert sees(CoordinatorFactory(), membership)
    assert sees(UserFactory(roles=["administrator"]), membership)


def test_family_is_closed_to_who_only_teaches_the_group(membership):
    teacher = EducatorFactory()
    membership.group.educators.add(teacher)

    assert not sees(teacher, membership)


def test_family_is_closed_to_everybody_else(membership):
    assert not sees(EducatorFactory(), membership)
    assert not sees(UserFactory(roles=["editor"]), membership)
    assert not sees(LearnerFactory(), membership)
    assert not sees(membership.learner, membership)


def test_family_closes_to_a_referent_who_is_an_educator_no_longer(membership):
    membership.group.referent.groups.clear()

    assert not sees(membership.group.referent, membership)


def test_family_closes_to_the_referent_of_a_group_that_was_left(membership):
    leave_group(
        learner=membership.learner,
        group=membership.group,
        at=dt.datetime(2030, 1, 1, 8, tzinfo=dt.UTC),
    )

    assert not sees(membership.group.referent, membership)
    assert sees(CoordinatorFactory(), membership)


def test_family_of_nobody_is_out_of_reach(db):
    with pytest.raises(FamilyOutOfReach):
        get_ward_for(CoordinatorFactory(), uuid.uuid4())
