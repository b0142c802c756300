import datetime as dt
import uuid

import pytest

from events.catalogue.learning import ModuleCompleted
from events.models import Delivery
from lms.notifications import actors, services
from lms.notifications.models import Digest, Dispatch, Mode, Notification
from tests.factories.accounts import EducatorFactory
from tests.factories.courses import make_course
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory
from tests.factories.notifications import NOON, send, tell, want

FIVE = dt.datetime(2030, 5, 1, 16, tzinfo=dt.UTC)


@pytest.fixture
def educator(db):
    return EducatorFactory()


def close_digests(at=FIVE):
    for digest in Digest.objects.filter(window_end__lte=at):
        services.close_digest(digest_key=digest.key, at=at)


def test_f18_two_roles_and_a_replay_tell_once(educator, mail_server):
    course = make_course(lessons=1)
    # Referent of the group, and one of those who teach it.
    group = GroupFactory(cohort__course_key=course.translation_key, referent=educator)
    group.educators.add(educator)
    enrolment = EnrolmentFactory(
        cohort=group.cohort, learner=GroupMembershipFactory(group=group).learner
    )
    want(educator)
    event = ModuleCompleted(
        occurred_at=NOON,
        enrolment_key=enrolment.key,
        learner_key=enrolment.learner.key,
        course_key=enrolment.course_key,
        module_key=uuid.uuid4(),
    )

    for _ in range(3):
        actors.tell_educators_of_module(event=event)
        send()

    assert Notification.objects.filter(recipient=educator).count() == 1
    assert len(mail_server.accepted) == 1
    assert Delivery.objects.filter(consumer="send_dispatches").count() == 1


@pytest.mark.parametrize("before", [Mode.INSTANT, Mode.DAILY])
@pytest.mark.parametrize("after", [Mode.INSTANT, Mode.DAILY, Mode.WEEKLY])
def test_f18_change_of_mind_writes_one_letter(educator, mail_server, before, after):
    want(educator, before)
    tell(educator, dedupe_key="once")

    want(educator, after)
    tell(educator, dedupe_key="once")
    send(*Dispatch.objects.filter(send_after__lte=NOON))
    close_digests()
    close_digests()
    send(at=FIVE)
    friday = FIVE + dt.timedelta(days=2)
    close_digests(at=friday)
    send(at=friday)

    told = [
        copy.message.get_body(("plain",)).get_content() for copy in mail_server.accepted
    ]
    assert len(told) == 1
