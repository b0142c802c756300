"""Lessons as learners meet them. What was rendered once is kept in the process."""

import functools
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings

from cms.base.markdown import to_html
from cms.courses.models import CoursePage, LessonPage
from cms.courses.queries.media import fetch_media
from cms.courses.queries.outlines import raw_blocks
from cms.courses.queries.parts import read_step
from cms.courses.values import LessonContent, Question, Word


class LessonNotPublished(Exception):
    """No language of the lesson is live."""


class QuestionNotFound(Exception):
    """The lesson, as it stands published, has no such question."""


class _Version(NamedTuple):
    """One publish of one language: while it is the same, so is what it shows."""

    language: str
    page_id: int
    path: str
    revision_id: int | None
    published: str


def get_lesson_content(lesson_key: uuid.UUID, language: str) -> LessonContent:
    """The lesson in this language, else in French, else in any.

    Raises ``LessonNotPublished``.
    """
    versions = _find_versions(lesson_key, language)
    return _read_lesson(versions[0], others=versions[1:])


def get_question(
    lesson_key: uuid.UUID, item_key: uuid.UUID, language: str = ""
) -> Question:
    """A question with what marking needs, in this language if the lesson has it.

    Raises ``LessonNotPublished`` and ``QuestionNotFound``.
    """
    versions = _find_versions(lesson_key, language)
    for number, version in enumerate(versions):
        others = versions[:number] + versions[number + 1 :]
        for step in _read_lesson(version, others=others).steps:
            for part in step.parts:
                if isinstance(part, Question) and part.key == item_key:
                    return part
    raise QuestionNotFound(item_key)


def _find_versions(lesson_key: uuid.UUID, language: str) -> tuple[_Version, ...]:
    """The live languages of a lesson, the one asked for first."""
    live = LessonPage.objects.live().filter(translation_key=lesson_key)
    found = [
        _Version(code, pk, path, revision, str(published))
        for code, pk, path, revision, published in live.values_list(
            "locale__language_code",
            "pk",
            "path",
            "live_revision_id",
            "last_published_at",
        )
    ]
    if not found:
        raise LessonNotPublished(lesson_key)
    order = [language, *(code for code, _ in settings.LANGUAGES)]
    return tuple(sorted(found, key=lambda version: order.index(version.language)))


@functools.lru_cache(maxsize=512)
def _read_lesson(version: _Version, *, others: Sequence[_Version]) -> LessonContent:
    pages = LessonPage.objects.in_bulk([version.page_id, *(v.page_id for v in others)])
    page = pages[version.page_id]
    other = pages.get(others[0].page_id) if others else None
    return read_lesson(page, language=version.language, other=other)


def read_lesson(
    page: LessonPage, *, language: str, other: LessonPage | None = None
) -> LessonContent:
    """What a page shows, published or about to be; ``other`` is its other language."""
    steps = raw_blocks(page, "steps")
    media = fetch_media(steps)
    course_keys = CoursePage.objects.ancestor_of(page)
    return LessonContent(
        key=page.translation_key,
        course_key=course_keys.values_list("translation_key", flat=True).get(),
        code=page.code,
        language=language,
        title=page.title,
        goal=page.goal,
        minutes=page.minutes,
        steps=tuple(
            read_step(block, number=number, media=media)
            for number, block in enumerate(steps, 1)
        ),
        words=_read_words(page, other),
        competences=tuple(page.competences),
        notes_html=to_html(page.notes),
    )


def _read_words(page: LessonPage, other: LessonPage | None) -> tuple[Word, ...]:
    elsewhere = raw_blocks(other, "words") if other else []
    terms = {block["id"]: block["value"]["term"] for block in elsewhere}
    return tuple(
        Word(
            term=block["value"]["term"],
            other=terms.get(block["id"], ""),
            meaning=block["value"]["meaning"],
        )
        for block in raw_blocks(page, "words")
    )
