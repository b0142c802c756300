"""Outlines: what a course is made of, from its live pages or from its editions."""

import functools
import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.db.models import Max, Q
from pydantic import TypeAdapter

from cms.courses.models import CourseEdition, CoursePage, LessonPage, ModulePage
from cms.courses.values import (
    CourseOutline,
    ItemKind,
    ItemOutline,
    LessonOutline,
    ModuleOutline,
    Pole,
)

SCORED: frozenset[ItemKind] = frozenset(
    {"one", "many", "order", "match", "fill", "short", "number"}
)
UNSCORED: frozenset[ItemKind] = frozenset({"survey", "reflection", "class-activity"})
NOT_PLAYABLE: frozenset[ItemKind] = frozenset({"point", "code", "annotate", "hand-in"})
"""Shown, and asked of nobody as long as nobody can do them here."""
ITEMS = SCORED | UNSCORED | NOT_PLAYABLE

OUTLINE: TypeAdapter[CourseOutline] = TypeAdapter(CourseOutline)


class CourseNotPublished(Exception):
    """The course has no such edition, or no edition at all."""


def get_course_outline(
    course_key: uuid.UUID, edition: int | None = None
) -> CourseOutline:
    """One edition of a course, the newest unless named.

    Raises ``CourseNotPublished``.
    """
    if edition is None:
        numbers = CourseEdition.objects.filter(course_key=course_key)
        edition = numbers.aggregate(newest=Max("number"))["newest"]
        if edition is None:
            raise CourseNotPublished(course_key)
    return _get_edition(course_key, edition)


@functools.lru_cache(maxsize=256)
def _get_edition(course_key: uuid.UUID, number: int) -> CourseOutline:
    # Kept for good: an edition never changes.
    edition = CourseEdition.objects.filter(course_key=course_key, number=number).first()
    if edition is None:
        raise CourseNotPublished(course_key)
    return OUTLINE.validate_python(edition.outline)


def get_course_outlines(
    course_keys: Iterable[uuid.UUID],
) -> dict[uuid.UUID, CourseOutline]:
    """The newest edition of each of these courses; those never published are left out."""
    newest = (
        CourseEdition.objects.filter(course_key__in=course_keys)
        .values("course_key")
        .annotate(newest=Max("number"))
        .order_by("course_key")
        .values_list("course_key", "newest")
    )
    return {key: _get_edition(key, number) for key, number in newest}


def find_course_outlines() -> tuple[CourseOutline, ...]:
    """The newest edition of every course that is live in some language."""
    live = CoursePage.objects.live().values("translation_key")
    return tuple(get_course_outlines(live).values())


def get_course_key(code: str) -> uuid.UUID:
    """The key of the course of this code. Raises ``CourseNotPublished`` if there is none."""
    keys = CoursePage.objects.filter(code=code).values_list(
        "translation_key", flat=True
    )
    if (key := keys.first()) is None:
        raise CourseNotPublished(code)
    return uuid.UUID(str(key))


def has_lessons(course_key: uuid.UUID) -> bool:
    """Whether some language of the course has a live lesson in a live module."""
    courses = CoursePage.objects.filter(translation_key=course_key)
    modules = ModulePage.objects.live().filter(_below(courses))
    lessons = LessonPage.objects.live().filter(_below(modules))
    return bool(lessons.exists())


def build_outline(course_key: uuid.UUID, number: int) -> CourseOutline | None:
    """The outline the live pages of all languages give; none if no language is live.

    Modules and lessons stand in the order of the first language that has them.
    """
    courses = _in_order_of_languages(
        CoursePage.objects.live()
        .filter(translation_key=course_key)
        .select_related("locale")
    )
    if not courses:
        return None
    modules: dict[uuid.UUID, list[ModulePage]] = {}
    for page in _in_order_of_languages(
        ModulePage.objects.live().filter(_below(courses)).select_related("locale")
    ):
        modules.setdefault(page.translation_key, []).append(page)
    lessons = _find_lessons([page for pages in modules.values() for page in pages])
    first = courses[0]
    return CourseOutline(
        key=first.translation_key,
        code=first.code,
        edition=number,
        audience=first.audience,
        titles=_titles(courses),
        hours=first.hours,
        modules=tuple(
            _outline_module(pages, lessons.get(key, {}))
            for key, pages in modules.items()
        ),
        choices=tuple(
            tuple(code.strip() for code in line.split(","))
            for line in first.choices.splitlines()
            if line.strip()
        ),
    )


def _below(pages: Iterable[Any]) -> Q:
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path, depth=page.depth + 1)
    return below


def _in_order_of_languages(pages: Iterable[Any]) -> list[Any]:
    ranks = {code: rank for rank, (code, _) in enumerate(settings.LANGUAGES)}
    return sorted(pages, key=lambda page: (ranks[page.locale.language_code], page.path))


def _find_lessons(
    modules: list[ModulePage],
) -> dict[uuid.UUID, dict[uuid.UUID, list[LessonPage]]]:
    """The live lessons by module and by key, each in its languages."""
    module_keys = {page.path: page.translation_key for page in modules}
    found: dict[uuid.UUID, dict[uuid.UUID, list[LessonPage]]] = {}
    for page in _in_order_of_languages(
        LessonPage.objects.live()
        .filter(_below(modules))
        .select_related("locale")
        .defer("notes", "words")
    ):
        module_key = module_keys[page.path[: -LessonPage.steplen]]
        languages = found.setdefault(module_key, {})
        languages.setdefault(page.translation_key, []).append(page)
    return found


def _titles(pages: Iterable[Any]) -> dict[str, str]:
    return {page.locale.language_code: page.title for page in pages}


def _outline_module(
    pages: list[ModulePage], lessons: dict[uuid.UUID, list[LessonPage]]
) -> ModuleOutline:
    first = pages[0]
    planned: dict[str, dict[str, str]] = {}
    for page in pages:
        for block in raw_blocks(page, "planned"):
            titles = planned.setdefault(block["id"], {})
            titles[page.locale.language_code] = block["value"]
    return ModuleOutline(
        key=first.translation_key,
        code=first.code,
        pole=cast(Pole, first.pole),
        hours=first.hours,
        titles=_titles(pages),
        lessons=tuple(_outline_lesson(languages) for languages in lessons.values()),
        planned=tuple(planned.values()),
        after=tuple(code.strip() for code in first.after.split(",") if code.strip()),
    )


def _outline_lesson(pages: list[LessonPage]) -> LessonOutline:
    first, *others = pages
    steps = raw_blocks(first, "steps")
    # Nobody is asked for what the lesson doesn't have in their language.
    elsewhere = [
        {item.key for item in outline_items(raw_blocks(page, "steps"))}
        for page in others
    ]
    return LessonOutline(
        key=first.translation_key,
        code=first.code,
        titles=_titles(pages),
        minutes=first.minutes,
        steps=len(steps),
        items=tuple(
            item
            if all(item.key in keys for keys in elsewhere)
            else ItemOutline(
                item.key, item.slug, item.kind, item.step, required=False, scored=False
            )
            for item in outline_items(steps)
        ),
        quiz_percent=first.quiz_percent,
    )


def outline_items(steps: list[dict[str, Any]]) -> list[ItemOutline]:
    """The things to do in a lesson, in order."""
    return [
        ItemOutline(
            key=uuid.UUID(part["id"]),
            slug=part["value"]["key"],
            kind=kind,
            step=number,
            required=is_required(kind, part["value"]),
            scored=kind in SCORED,
        )
        for number, step in enumerate(steps, 1)
        for part in step["value"]["parts"]
        if (kind := part["type"].replace("_", "-")) in ITEMS
    ]


def is_required(kind: ItemKind, value: dict[str, Any]) -> bool:
    return kind not in NOT_PLAYABLE and value.get("required", True)


def raw_blocks(page: Any, name: str) -> list[dict[str, Any]]:
    """The blocks of a stream field as they are stored, no picture fetched."""
    blocks: list[dict[str, Any]] = getattr(page, name).get_prep_value()
    return blocks
