"""The public page of a course; its modules and lessons are read in the portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from cms.base.models import shows
from cms.courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from cms.site import queries
from cms.site.views.pages import frame_page


@shows(CourseIndexPage)
def show_course_index(page: CourseIndexPage, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    return {
        **frame_page(page, request),
        "courses": queries.find_course_cards(language, request),
    }


@shows(CoursePage)
def show_course(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    return {
        **frame_page(page, request),
        "poles": queries.find_course_poles(page),
        "lesson_count": queries.count_lessons(page),
        "languages": queries.find_language_names(page),
        "apply": queries.get_apply_link(page, request),
    }


def lead_to_course(
    page: Page, request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse | None:
    """Visitors who open a module or a lesson get to its course."""
    if not isinstance(page, ModulePage | LessonPage):
        return None
    course = CoursePage.objects.ancestor_of(page).live().first()
    return redirect(course.get_url(request) if course else "/")
