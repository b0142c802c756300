import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cms.api import get_course_outline
from lms.progress.services import open_lesson
from tests.browser import assert_accessible, in_french_and_arabic, on_phone_and_desktop
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import make_course
from tests.factories.enrolment import make_enrolment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quiet_socket(context):
    """The live server of tests has no sockets; the page's own is answered with silence."""
    context.route_web_socket("**/live/", lambda socket: None)


@in_french_and_arabic
@on_phone_and_desktop
def test_portal_is_accessible(page, live_server, sign_in, quiet_socket, language):
    course = make_course(lessons=2, modules=2, languages=("fr", "ar"))
    learner = LearnerFactory(language=language)
    enrolment = make_enrolment(course.translation_key, learner)
    outline = get_course_outline(course.translation_key)
    lesson = outline.lessons[0]
    open_lesson(
        enrolment=enrolment,
        lesson_key=lesson.key,
        idempotency_key=uuid.uuid4(),
        at=timezone.now(),
    )
    sign_in(learner)

    for name, *args in [
        ("today",),
        ("courses",),
        ("course", outline.key),
        ("module", outline.key, outline.modules[0].key),
        ("why", outline.key),
        ("why_lesson", outline.key, lesson.key),
        ("lesson", lesson.key),
        ("finish", lesson.key),
        ("profile",),
        ("help",),
        ("step", lesson.key, 2),
        ("step", lesson.key, 3),
        ("step", lesson.key, 1),
    ]:
        page.goto(live_server.url + reverse(f"portal:{name}", args=args))
        assert_accessible(page, language=language)

    page.locator("input[name=choice]").first.check()
    page.locator(".dock button").click()
    page.locator(".note--bad").wait_for()
    assert_accessible(page, language=language)


@in_french_and_arabic
@on_phone_and_desktop
def test_sign_in_is_accessible(page, live_server, db, context, language):
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language}
    context.add_cookies([{**cookie, "url": live_server.url}])
    page.goto(live_server.url + reverse("account_login"))

    assert_accessible(page, language=language)
