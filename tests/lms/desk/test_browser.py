import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.api import get_course_outline
from lms.notifications.models import Kind, Reason
from lms.notifications.services import notify
from tests.browser import assert_accessible, in_french_and_arabic, on_phone_and_desktop

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@in_french_and_arabic
@on_phone_and_desktop
def test_desk_is_accessible(
    page, context, live_server, sign_in, course, group, join, language
):
    context.route_web_socket("**/live/", lambda socket: None)
    quiet, _ = join(), join()
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
        ("notifications:list",),
    ]:
        page.goto(live_server.url + reverse(name, args=args))
        assert_accessible(page, language=language)


def find_module_key(enrolment):
    return get_course_outline(enrolment.course_key).modules[0].key
