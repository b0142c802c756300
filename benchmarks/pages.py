"""The requests that ``benchmarks.http`` measures, on the demo data."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from benchmarks.http import Call, send, visit
from cms import api as content
from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.progress.models import LessonProgress, LessonState
from lms.progress.services import open_lesson, tick_lesson


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of request; ``ready`` sets it up and clears it away."""

    what: str
    ready: Callable[[], AbstractContextManager[Call]]


def find_pages() -> list[Page]:
    enrolment = _find_learner()
    outline = content.get_course_outline(enrolment.course_key)
    done = set(
        LessonProgress.objects.filter(
            enrolment=enrolment, state=LessonState.COMPLETED
        ).values_list("lesson_key", flat=True)
    )
    opened = next(lesson for lesson in outline.lessons if lesson.key in done)
    ahead = next(lesson for lesson in outline.lessons if lesson.key not in done)
    course = content.get_course_page_url(outline.key, "fr") or "/fr/"
    cookies = _sign_in(enrolment.learner)
    lesson = f"/portal/lessons/{opened.key}/"
    return [
        Page("public course page, from the cache", lambda: nullcontext(visit(course))),
        Page(
            "public course page, made anew",
            lambda: nullcontext(lambda: send("GET", f"{course}?fresh={uuid.uuid4()}")),
        ),
        Page("today", lambda: nullcontext(visit("/portal/", cookies))),
        Page("my courses", lambda: nullcontext(visit("/portal/courses/", cookies))),
        Page("lesson", lambda: nullcontext(visit(lesson, cookies))),
        Page(
            "step of a lesson", lambda: nullcontext(visit(f"{lesson}steps/2/", cookies))
        ),
        Page(
            "completion, event and deliveries (service)",
            lambda: _completing(enrolment, ahead.key),
        ),
    ]


def _find_learner() -> Enrolment:
    """Someone in the middle of the learners' programme."""
    begun = Enrolment.objects.filter(
        course_key=content.get_course_key("metiers-ia"),
        state="active",
        lessons__state=LessonState.COMPLETED,
    ).order_by("pk")
    enrolment = begun.select_related("learner").first()
    if enrolment is None:
        raise SystemExit("The database holds no demo data: run `make seed` first.")
    return enrolment


def _sign_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def _completing(enrolment: Enrolment, lesson_key: uuid.UUID) -> Iterator[Call]:
    """Completes one lesson again and again, each time taken back."""

    def complete() -> tuple[int, int]:
        point = transaction.savepoint()
        tick_lesson(
            enrolment=enrolment,
            lesson_key=lesson_key,
            actor=enrolment.learner,
            idempotency_key=uuid.uuid4(),
            at=timezone.now(),
        )
        transaction.savepoint_rollback(point)
        return 200, 0

    with transaction.atomic():
        open_lesson(
            enrolment=enrolment,
            lesson_key=lesson_key,
            idempotency_key=uuid.uuid4(),
            at=timezone.now(),
        )
        yield complete
        transaction.set_rollback(True)
