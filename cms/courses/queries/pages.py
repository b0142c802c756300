"""The pages of courses, as visitors find them and as search reads them."""

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from cms.base.markdown import to_html
from cms.base.values import PageText
from cms.courses.models import CoursePage, LessonPage, ModulePage
from cms.courses.queries.outlines import raw_blocks

# What gives an answer away, or is for educators only, is not for searching.
_SEARCHED = {"title", "prompt", "guideline", "script", "alt", "caption"}
_TAG = re.compile(r"<[^>]+>")


def get_course_page_url(course_key: uuid.UUID, language: str) -> str | None:
    """The address of a course's public page in this language, if it has one."""
    pages = CoursePage.objects.live().filter(
        translation_key=course_key, locale__language_code=language
    )
    page = pages.first()
    return page.get_url() if page else None


def get_course_documents(course_key: uuid.UUID) -> tuple[PageText, ...]:
    """The course and its lessons in all their live languages, those of live modules only."""
    courses = CoursePage.objects.live().filter(translation_key=course_key)
    texts: list[PageText] = []
    for course in courses.select_related("locale"):
        modules = ModulePage.objects.live().child_of(course)
        texts.append(_read_course(course, modules))
        for module in modules:
            lessons = LessonPage.objects.live().child_of(module)
            texts.extend(_read_lesson(lesson, course, module) for lesson in lessons)
    return tuple(texts)


def find_course_documents() -> Iterator[PageText]:
    """What visitors can find of courses: their public pages."""
    for course in CoursePage.objects.live().select_related("locale"):
        yield _read_course(course, ModulePage.objects.live().child_of(course))


def _read_course(course: CoursePage, modules: Iterable[ModulePage]) -> PageText:
    body = [course.summary, course.public, course.outcome]
    for module in modules:
        body += [module.title, module.summary]
        body += [block["value"] for block in raw_blocks(module, "goals")]
        body += [block["value"] for block in raw_blocks(module, "planned")]
    return PageText(
        key=course.translation_key,
        kind="course",
        locale=course.locale.language_code,
        title=course.title,
        body_text="\n".join(filter(None, body)),
        url=course.get_url() or "",
        tags=(course.audience,),
        published_at=course.last_published_at,
        course_key=course.translation_key,
    )


def _read_lesson(
    lesson: LessonPage, course: CoursePage, module: ModulePage
) -> PageText:
    words = (
        f"{block['value']['term']}: {block['value']['meaning']}"
        for block in raw_blocks(lesson, "words")
    )
    return PageText(
        key=lesson.translation_key,
        kind="lesson",
        locale=course.locale.language_code,
        title=lesson.title,
        body_text="\n".join(
            [lesson.goal, *_find_texts(raw_blocks(lesson, "steps")), *words]
        ),
        url="",
        tags=(module.pole, *lesson.competences),
        published_at=lesson.last_published_at,
        course_key=course.translation_key,
    )


def _find_texts(steps: list[dict[str, Any]]) -> Iterator[str]:
    for step in steps:
        yield step["value"]["title"]
        for part in step["value"]["parts"]:
            value = part["value"]
            if part["type"] == "text":
                yield _plain(value)
            elif part["type"] == "callout":
                yield _plain(value["text"])
            else:
                yield from (
                    _plain(text)
                    for name, text in value.items()
                    if name in _SEARCHED and text
                )


def _plain(text: str) -> str:
    return _TAG.sub("", to_html(text))
