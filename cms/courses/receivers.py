"""From Wagtail's signals to the services of courses.

Of a live page that is deleted Wagtail says that it is unpublished, too; and of a
new page that is scheduled, that it is published, long before it is.
"""

import uuid
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.base.publishing import find_publisher
from cms.courses import services
from cms.courses.models import CoursePage, LessonPage, ModulePage


@receiver(page_published, sender=CoursePage)
def publish_course(
    *, instance: CoursePage, revision: Revision | None = None, **kwargs: object
) -> None:
    if not instance.live:
        return
    services.publish_course(
        course_key=instance.translation_key,
        language=instance.locale.language_code,
        at=timezone.now(),
        actor=find_publisher(revision),
    )


@receiver(page_published, sender=ModulePage)
@receiver(page_unpublished, sender=ModulePage)
def rearrange_course(
    *, instance: ModulePage, revision: Revision | None = None, **kwargs: object
) -> None:
    if course_key := _find_course_key(instance):
        services.rearrange_course(
            course_key=course_key,
            language=instance.locale.language_code,
            at=timezone.now(),
            actor=find_publisher(revision),
        )


@receiver(page_published, sender=LessonPage)
def publish_lesson(
    *, instance: LessonPage, revision: Revision | None = None, **kwargs: object
) -> None:
    course_key = _find_course_key(instance)
    if course_key and instance.live:
        services.publish_lesson(
            course_key=course_key,
            lesson_key=instance.translation_key,
            language=instance.locale.language_code,
            at=timezone.now(),
            actor=find_publisher(revision),
        )


@receiver(page_unpublished, sender=CoursePage)
def withdraw_course(*, instance: CoursePage, **kwargs: object) -> None:
    services.withdraw_course(
        course_key=instance.translation_key,
        language=instance.locale.language_code,
        at=timezone.now(),
        actor=find_publisher(),
    )


@receiver(page_unpublished, sender=LessonPage)
def withdraw_lesson(*, instance: LessonPage, **kwargs: object) -> None:
    if course_key := _find_course_key(instance):
        services.withdraw_lesson(
            course_key=course_key,
            lesson_key=instance.translation_key,
            language=instance.locale.language_code,
            at=timezone.now(),
            actor=find_publisher(),
        )


@receiver(post_page_move, sender=LessonPage)
def move_lesson(
    *, instance: LessonPage, parent_page_before: Page, **kwargs: Any
) -> None:
    now, before = _find_course_key(instance), _find_course_key(parent_page_before)
    if now and before:
        services.move_lesson(
            course_key=now,
            from_course_key=before,
            lesson_key=instance.translation_key,
            language=instance.locale.language_code,
            at=timezone.now(),
            actor=find_publisher(),
        )


@receiver(post_page_move, sender=ModulePage)
def rearrange_courses(
    *, instance: ModulePage, parent_page_before: Page, **kwargs: Any
) -> None:
    """A module moved to another course changes the outlines of both."""
    keys = {_find_course_key(instance), _find_course_key(parent_page_before)}
    for course_key in filter(None, keys):
        services.rearrange_course(
            course_key=course_key,
            language=instance.locale.language_code,
            at=timezone.now(),
            actor=find_publisher(),
        )


def _find_course_key(page: Page) -> uuid.UUID | None:
    key: uuid.UUID | None = (
        CoursePage.objects.ancestor_of(page, inclusive=True)
        .values_list("translation_key", flat=True)
        .first()
    )
    return key
