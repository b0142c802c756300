import pytest

from tests.factories.accounts import EducatorFactory
from tests.factories.courses import make_course
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory


@pytest.fixture
def course(db):
    return make_course(lessons=2, languages=("fr", "ar"))


@pytest.fixture
def group(course):
    educator = EducatorFactory()
    group = GroupFactory(cohort__course_key=course.translation_key, referent=educator)
    group.educators.add(educator, EducatorFactory())
    return group


@pytest.fixture
def enrolment(group):
    membership = GroupMembershipFactory(group=group)
    return EnrolmentFactory(learner=membership.learner, cohort=group.cohort)


@pytest.fixture
def educator(db):
    return EducatorFactory()


@pytest.fixture
def mail_server(mail_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_sink.port
    settings.EMAIL_TIMEOUT = 1
    return mail_sink
