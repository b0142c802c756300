import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.api import get_course_outline
from lms.notifications.models import Kind, Reason
from lms.notifications.services import notify
from tests.browser import assert_accessible, in_french_and_arabic, on_phone_and_desktop
from tests.factories.accounts import CoordinatorFactory
from tests.factories.families import GuardianshipFactory, LearnerProfileFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@in_french_and_arabic
@on_phone_and_desktop
def test_desk_is_accessible(
    page, context, live_server, sign_in, course, group, join, language
):
    context.route_web_socket("**/live/", lambda socket: None)
    quiet, _ = join(), join()
    GuardianshipFactory(learner=LearnerProfileFactory(learner=quiet.learner).learner)
    referent = group.referent
    referent.language = language
    referent.save()
    notify(
        audience=[referent],
        kind=Kind.GROUP_FINISHED_MODULE,
        reason=Reason.ACCOMPANIES_GROUP,
        params={
            "course_key": str(course.translation_key),
            "module_key": str(find_module_key(quiet)),
            "group_id": group.pk,
            "learner_keys": [str(quiet.learner.key)],
        },
        dedupe_key="group",
        event_id=uuid.uuid4(),
        at=timezone.now(),
    )
    sign_in(referent)

    for name, *args in [
        ("desk:home",),
        ("desk:group", group.pk),
        ("desk:tick", group.pk),
        ("desk:learner", quiet.learner.key),
        ("desk:give_consent", quiet.learner.key, "photo"),
        ("desk:withdraw_consent", quiet.learner.key, "photo"),
        ("notifications:list",),
    ]:
        page.goto(live_server.url + reverse(name, args=args))
        assert_accessible(page, language=language)


@in_french_and_arabic
@on_phone_and_desktop
def test_family_s_forms_are_accessible(
    page, context, browser_guard, live_server, sign_in, join, language
):
    browser_guard.allow_status(400)
    context.route_web_socket("**/live/", lambda socket: None)
    learner = LearnerProfileFactory(learner=join().learner).learner
    sign_in(CoordinatorFactory(language=language))

    for name in ("desk:edit_profile", "desk:add_guardian"):
        page.goto(live_server.url + reverse(name, args=[learner.key]))
        assert_accessible(page, language=language)
        page.locator("main form button").click()
        assert_accessible(page, language=language)


def find_module_key(enrolment):
    return get_course_outline(enrolment.course_key).modules[0].key
