import datetime as dt

import pytest

from tests.factories.accounts import CoordinatorFactory
from tests.factories.families import GuardianshipFactory, LearnerProfileFactory

AT = dt.datetime(2030, 1, 14, 10, tzinfo=dt.UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def learner(db):
    """Fifteen years old, eighteen on 9 March 2032."""
    return LearnerProfileFactory().learner


@pytest.fixture
def mother(learner):
    return GuardianshipFactory(learner=learner).guardian


@pytest.fixture
def coordinator(db):
    return CoordinatorFactory()


@pytest.fixture
def announced(emitted):
    """What was announced of one kind."""

    def read(kind):
        return [event for event in emitted() if isinstance(event, kind)]

    return read
