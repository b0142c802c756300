import pytest

from lms.accounts.permissions import COORDINATOR
from tests.factories.accounts import EducatorFactory, LearnerFactory, UserFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory


@pytest.fixture
def group(db):
    return GroupFactory(referent=EducatorFactory())


@pytest.fixture
def learner(group):
    return GroupMembershipFactory(group=group).learner


@pytest.fixture
def stranger(db):
    return LearnerFactory()


@pytest.fixture
def coordinator(db):
    return UserFactory(roles=[COORDINATOR])
