"""Editions: which lessons a course is made of, fixed each time it is published.

Nothing else writes ``CourseEdition``. Called by receivers, and by the import.
``actor`` is the key of who published, where a person did.
"""

import datetime as dt
import uuid
from functools import partial

from django.db import connection, transaction

from cms.base.publishing import at_the_end
from cms.courses.models import CourseEdition, CoursePage
from cms.courses.queries.outlines import OUTLINE, build_outline, has_lessons
from events.catalogue.content import (
    CourseArchived,
    CoursePublished,
    CourseUnpublished,
    CourseUpdated,
    LessonMoved,
    LessonPublished,
    LessonWithdrawn,
)
from events.outbox import emit


class CourseWithoutLessons(Exception):
    """A course has nothing to learn yet, so it cannot be published."""


@transaction.atomic
def publish_course(
    *,
    course_key: uuid.UUID,
    language: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """A language of a course is live.

    Emits ``CoursePublished`` if the outline has changed, else ``CourseUpdated``.
    Raises ``CourseWithoutLessons``.
    """
    _lock(course_key)
    if not has_lessons(course_key):
        raise CourseWithoutLessons(course_key)
    _settle_edition(course_key, at, actor, languages={language})


@transaction.atomic
def withdraw_course(
    *,
    course_key: uuid.UUID,
    language: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """A language of a course is taken off; learners keep what they did.

    Emits ``CourseUnpublished``; ``CoursePublished`` if it stays live in another, and
    ``CourseArchived`` if this was the last.
    """
    _lock(course_key)
    emit(
        CourseUnpublished(occurred_at=at, course_key=course_key, locale=language),
        actor=actor,
    )
    _settle_edition(course_key, at, actor)
    at_the_end(
        ("archive", course_key),
        partial(_archive_if_gone, course_key, at, actor),
        subjects=set(),
    )


@transaction.atomic
def publish_lesson(
    *,
    course_key: uuid.UUID,
    lesson_key: uuid.UUID,
    language: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """A language of a lesson is live.

    Emits ``LessonPublished``, and ``CoursePublished`` if the outline has changed.
    """
    _lock(course_key)
    emit(
        LessonPublished(
            occurred_at=at,
            course_key=course_key,
            lesson_key=lesson_key,
            locale=language,
        ),
        actor=actor,
    )
    _settle_edition(course_key, at, actor)


@transaction.atomic
def withdraw_lesson(
    *,
    course_key: uuid.UUID,
    lesson_key: uuid.UUID,
    language: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """A language of a lesson is taken off; learners keep what they did.

    Emits ``LessonWithdrawn``, and ``CoursePublished`` if the outline has changed.
    """
    _lock(course_key)
    emit(
        LessonWithdrawn(
            occurred_at=at,
            course_key=course_key,
            lesson_key=lesson_key,
            locale=language,
        ),
        actor=actor,
    )
    _settle_edition(course_key, at, actor)


@transaction.atomic
def move_lesson(
    *,
    course_key: uuid.UUID,
    from_course_key: uuid.UUID,
    lesson_key: uuid.UUID,
    language: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """A language of a lesson stands elsewhere now, in its course or another.

    Emits ``LessonMoved``, and what ``rearrange_course`` emits for each of the courses.
    """
    # In one order, or two lessons that change places would wait for each other.
    for key in sorted({course_key, from_course_key}):
        _lock(key)
    emit(
        LessonMoved(
            occurred_at=at,
            course_key=course_key,
            lesson_key=lesson_key,
            locale=language,
            from_course_key=from_course_key,
        ),
        actor=actor,
    )
    for key in sorted({course_key, from_course_key}):
        _settle_edition(key, at, actor, languages={language})


@transaction.atomic
def rearrange_course(
    *,
    course_key: uuid.UUID,
    language: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> None:
    """A module was published, taken off or moved.

    Emits ``CoursePublished`` if the outline has changed, else ``CourseUpdated``.
    """
    _lock(course_key)
    _settle_edition(course_key, at, actor, languages={language})


def _settle_edition(
    course_key: uuid.UUID,
    at: dt.datetime,
    actor: uuid.UUID | None,
    *,
    languages: frozenset[str] | set[str] = frozenset(),
) -> None:
    at_the_end(
        ("edition", course_key),
        partial(_publish_edition, course_key, at, actor),
        subjects=set(languages),
    )


@transaction.atomic
def _publish_edition(
    course_key: uuid.UUID,
    at: dt.datetime,
    actor: uuid.UUID | None,
    subjects: set[str],
) -> None:
    """Number the outline all languages share; the same one is not numbered twice."""
    editions = CourseEdition.objects.filter(course_key=course_key)
    newest = editions.order_by("number").last()
    number = newest.number if newest else 0
    outline = build_outline(course_key, number)
    if outline is None:
        return
    written = OUTLINE.dump_python(outline, mode="json")
    if newest and newest.outline == written:
        for language in sorted(subjects):
            emit(
                CourseUpdated(
                    occurred_at=at,
                    course_key=course_key,
                    edition=number,
                    locale=language,
                ),
                actor=actor,
            )
        return
    CourseEdition.objects.create(
        course_key=course_key,
        number=number + 1,
        outline={**written, "edition": number + 1},
        published_at=at,
    )
    emit(
        CoursePublished(occurred_at=at, course_key=course_key, edition=number + 1),
        actor=actor,
    )


def _archive_if_gone(
    course_key: uuid.UUID,
    at: dt.datetime,
    actor: uuid.UUID | None,
    subjects: set[str],
) -> None:
    pages = CoursePage.objects.live().filter(translation_key=course_key)
    if not pages.exists():
        emit(CourseArchived(occurred_at=at, course_key=course_key), actor=actor)


def _lock(course_key: uuid.UUID) -> None:
    # Two languages published at once would both take the next number. Not a row
    # lock: each publish holds its own page's row already, and two would wait
    # for each other. On SQLite there is one writer anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)", [course_key.int & (2**63 - 1)]
            )
