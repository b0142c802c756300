"""What editors see of courses beside their forms: a refusal in words, a preview."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.base.models import shows
from cms.courses.models import CoursePage, LessonPage
from cms.courses.queries.lessons import read_lesson
from cms.courses.queries.outlines import has_lessons


@shows(LessonPage)
def preview_lesson(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    """Only previews come here: visitors are led to the course, learners to the portal."""
    lesson = read_lesson(page, language=page.locale.language_code)
    steps = [
        (step, [(type(part).__name__, part) for part in step.parts])
        for step in lesson.steps
    ]
    return {"lesson": lesson, "steps": steps}


def refuse_empty_course(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course without lessons stays a draft. It has been saved: nothing is lost."""
    if _is_empty(page):
        messages.error(
            request,
            _(
                "“%(title)s” was saved as a draft. It cannot be published yet: "
                "it has no published lesson. Publish a lesson of one of its modules first."
            )
            % {"title": page.title},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def refuse_empty_courses(
    request: HttpRequest, action_type: str, objects: Iterable[Page], action: object
) -> HttpResponse | None:
    """The same, where several pages are published at once."""
    if action_type != "publish":
        return None
    refusals = (refuse_empty_course(request, page) for page in objects)
    return next((refusal for refusal in refusals if refusal), None)


def _is_empty(page: Page) -> bool:
    specific = page.specific_class is not None and issubclass(
        page.specific_class, CoursePage
    )
    return specific and not has_lessons(page.translation_key)
