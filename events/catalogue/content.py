"""What editors do."""

import uuid
from typing import ClassVar, Literal

from events.base import Event

Language = Literal["fr", "ar", "en"]


class CourseEvent(Event):
    """What happens to a course; its stream orders the facts of all its lessons too."""

    course_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"course:{self.course_key}"


class CoursePublished(CourseEvent):
    """A course was published with an outline that differs from the one before."""

    name: ClassVar = "content.course.published"
    edition: int


class CourseUpdated(CourseEvent):
    """A language of a course was published; its outline is the same as before."""

    name: ClassVar = "content.course.updated"
    edition: int
    locale: Language


class CourseUnpublished(CourseEvent):
    """A language of a course was taken off."""

    name: ClassVar = "content.course.unpublished"
    locale: Language


class LessonPublished(CourseEvent):
    """A language of a lesson was published."""

    name: ClassVar = "content.lesson.published"
    lesson_key: uuid.UUID
    locale: Language


class LessonWithdrawn(CourseEvent):
    """A language of a lesson was unpublished or deleted; learners keep what they did."""

    name: ClassVar = "content.lesson.withdrawn"
    lesson_key: uuid.UUID
    locale: Language


class PageEvent(Event):
    """What happens to a page of the public site."""

    page_key: uuid.UUID
    locale: Language
    kind: str

    @property
    def stream(self) -> str:
        return f"page:{self.page_key}"


class PagePublished(PageEvent):
    """A language of a page of the public site was published."""

    name: ClassVar = "content.page.published"


class PageUnpublished(PageEvent):
    """A language of a page of the public site was unpublished or deleted."""

    name: ClassVar = "content.page.unpublished"
