import pytest

from cms.api import get_course_outline
from tests.factories.courses import make_course
from tests.factories.enrolment import make_enrolment


@pytest.fixture
def course(db):
    return make_course(lessons=2, modules=2)


@pytest.fixture
def outline(course):
    return get_course_outline(course.translation_key)


@pytest.fixture
def lesson(outline):
    return outline.lessons[0]


@pytest.fixture
def enrolment(course):
    return make_enrolment(course.translation_key)


@pytest.fixture
def learner(enrolment):
    return enrolment.learner


@pytest.fixture
def signed_in(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def announced(emitted):
    """What was announced of learners; how the course came to be there left out."""

    def read():
        return [one for one in emitted() if one.name.startswith("learning.")]

    return read
