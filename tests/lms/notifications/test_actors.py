import datetime as dt
import uuid

import pytest
from django.db import transaction

from cms.api import get_course_outline
from cms.courses import services as courses
from events.catalogue.content import CoursePublished
from events.catalogue.learning import (
    CourseCompleted,
    EnrolmentCreated,
    LessonCompleted,
    ModuleCompleted,
)
from events.catalogue.operations import DeliveryDeadLettered
from events.outbox import emit
from lms.accounts.permissions import ADMINISTRATOR
from lms.notifications import actors
from lms.notifications.models import Notification
from tests.factories.accounts import LearnerFactory, UserFactory
from tests.factories.courses import LessonPage, ModulePage, add_page, default_steps
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import GroupMembershipFactory

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


def about(enrolment):
    return {
        "occurred_at": NOON,
        "enrolment_key": enrolment.key,
        "learner_key": enrolment.learner.key,
        "course_key": enrolment.course_key,
    }


def told(person):
    return list(
        Notification.objects.filter(recipient=person)
        .order_by("seq")
        .values_list("kind", flat=True)
    )


def publish(event, **kwargs):
    with transaction.atomic():
        return emit(event, **kwargs)


def add_lesson(course):
    lesson_key = uuid.uuid4()
    add_page(
        ModulePage.objects.child_of(course).first(),
        LessonPage,
        translation_key=lesson_key,
        code="M1-9",
        slug="nouvelle",
        title="Leçon neuve",
        goal="Faire une chose",
        minutes=10,
        steps=default_steps(lesson_key),
    )
    courses.publish_course(course_key=course.translation_key, language="fr", at=NOON)
    return lesson_key


@pytest.mark.parametrize(
    ("actor", "event_type", "extra"),
    [
        (actors.tell_of_enrolment, EnrolmentCreated, {}),
        (
            actors.tell_of_lesson,
            LessonCompleted,
            {"lesson_key": uuid.uuid4(), "edition": 1},
        ),
        (actors.tell_of_module, ModuleCompleted, {"module_key": uuid.uuid4()}),
        (actors.tell_of_course, CourseCompleted, {}),
    ],
)
def test_learner_is_told_once_of_an_event_delivered_twice(
    enrolment, actor, event_type, extra
):
    event = event_type(**about(enrolment), **extra)

    actor(events=[event, event])
    actor(events=[event])

    [notification] = Notification.objects.all()
    assert notification.recipient == enrolment.learner
    assert notification.event_id == event.event_id


def test_finished_lesson_is_told_to_the_learner_and_not_to_educators(
    enrolment, group, drain
):
    publish(LessonCompleted(**about(enrolment), lesson_key=uuid.uuid4(), edition=1))

    drain()

    assert told(enrolment.learner) == ["lesson_completed"]
    assert told(group.referent) == []


def test_finished_module_is_told_once_a_day_to_each_who_accompanies_the_group(
    enrolment, group
):
    second = EnrolmentFactory(
        learner=GroupMembershipFactory(group=group).learner, cohort=group.cohort
    )
    module_key = uuid.uuid4()

    for one in (enrolment, second, second):
        event = ModuleCompleted(**about(one), module_key=module_key)
        actors.tell_educators_of_module(event=event)

    # The referent also teaches the group, and is told once all the same.
    for educator in group.educators.all():
        assert told(educator) == ["group_finished_module"]
    [notification] = group.referent.notifications.all()
    assert notification.params["learner_keys"] == [
        str(enrolment.learner.key),
        str(second.learner.key),
    ]


def test_educators_of_a_left_group_are_not_told(enrolment, group):
    group.memberships.update(left_date=NOON.date())

    actors.tell_educators_of_module(
        event=ModuleCompleted(**about(enrolment), module_key=uuid.uuid4())
    )

    assert Notification.objects.count() == 0


def test_new_lesson_is_told_to_who_follows_the_course(enrolment, course, drain):
    left = EnrolmentFactory(
        cohort=enrolment.cohort, state="exited", exit_code="school", exited_at=NOON
    )

    lesson_key = add_lesson(course)
    drain()

    [notification] = enrolment.learner.notifications.all()
    assert notification.kind == "lessons_added"
    assert notification.params["lesson_keys"] == [str(lesson_key)]
    assert told(left.learner) == []


def test_first_edition_is_no_news(enrolment, drain):
    drain()

    assert get_course_outline(enrolment.course_key).edition == 1
    assert told(enrolment.learner) == []


def test_editor_is_told_what_a_publication_set_off(enrolment, course, drain):
    editor = UserFactory()
    event = CoursePublished(
        occurred_at=NOON, course_key=course.translation_key, edition=1
    )
    publish(event, actor=editor.key)

    drain()

    [notification] = editor.notifications.all()
    assert notification.kind == "course_published"
    assert notification.params["learners"] == 1


def test_person_whose_account_is_closed_is_not_told(enrolment):
    enrolment.learner.is_active = False
    enrolment.learner.save()

    actors.tell_of_enrolment(events=[EnrolmentCreated(**about(enrolment))])

    assert Notification.objects.count() == 0


def die(consumer, *, at=NOON):
    publish(
        DeliveryDeadLettered(
            occurred_at=at, consumer=consumer, count=3, event_type="tests.some.thing"
        ),
        actor=None,
    )


def test_administrators_are_told_of_dead_letters_once_a_day_and_consumer(db, drain):
    administrator = UserFactory(roles=[ADMINISTRATOR])
    UserFactory(roles=[ADMINISTRATOR], is_active=False)
    LearnerFactory()
    for consumer in ("index_content", "index_content", "tell_of_lesson"):
        die(consumer)
    die("index_content", at=NOON + dt.timedelta(days=1))

    drain()

    assert list(
        administrator.notifications.order_by("seq").values_list("params", flat=True)
    ) == [
        {"consumer": "index_content"},
        {"consumer": "tell_of_lesson"},
        {"consumer": "index_content"},
    ]
    assert Notification.objects.count() == 3


def test_notice_of_dead_letters_leads_to_them(client, db, drain):
    administrator = UserFactory(roles=[ADMINISTRATOR])
    client.force_login(administrator)
    die("index_content")
    drain()

    response = client.get("/portal/notifications/1/")

    assert response.url == "/desk/operations/dead-letters/?consumer=index_content"
