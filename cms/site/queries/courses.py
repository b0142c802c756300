"""What the public page of a course says of its modules."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from cms.courses.models import CoursePage, LessonPage, ModulePage, Pole
from cms.site.models import StandardPage
from cms.site.values import CoursePole, Link, ModuleLine

APPLY = "how-to-apply"


def find_course_poles(course: CoursePage) -> list[CoursePole]:
    """The modules of a course by pole, in the order of the course."""
    modules = list(ModulePage.objects.child_of(course).live().order_by("path"))
    lessons = _titles_by_module(modules)
    by_pole: dict[str, list[ModuleLine]] = defaultdict(list)
    for module in modules:
        planned = [str(block.value) for block in module.planned]
        line = ModuleLine(
            code=module.code,
            title=module.title,
            summary=module.summary,
            hours=module.hours,
            lessons=tuple(lessons[module.path]),
            planned=tuple(planned),
        )
        by_pole[module.pole].append(line)
    return [
        CoursePole(
            pole=pole.value,
            hours=sum(module.hours for module in by_pole[pole.value]),
            modules=tuple(by_pole[pole.value]),
        )
        for pole in Pole
        if by_pole[pole.value]
    ]


def _titles_by_module(modules: Iterable[ModulePage]) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = defaultdict(list)
    paths = [module.path for module in modules]
    if not paths:
        return titles
    length = len(paths[0])
    lessons = (
        LessonPage.objects.live()
        .filter(depth=length // Page.steplen + 1, path__startswith=paths[0][:-4])
        .order_by("path")
        .values_list("path", "title")
    )
    for path, title in lessons:
        titles[path[:length]].append(title)
    return titles


def count_lessons(course: CoursePage) -> int:
    return int(LessonPage.objects.descendant_of(course).live().count())


def find_language_names(course: CoursePage) -> list[str]:
    """The languages the course is published in, in their own words."""
    codes = set(
        CoursePage.objects.live()
        .filter(translation_key=course.translation_key)
        .values_list("locale__language_code", flat=True)
    )
    return [str(name) for code, name in settings.LANGUAGES if code in codes]


def get_apply_link(page: Page, request: HttpRequest) -> Link | None:
    """The page that says how to apply, in the page's language."""
    found = (
        StandardPage.objects.live()
        .filter(locale=page.locale, slug=APPLY)
        .select_related("locale")
        .first()
    )
    if found is None:
        return None
    return Link(title=found.title, url=found.get_url(request) or "")
