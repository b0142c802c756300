"""What editors do."""

import uuid
from typing import ClassVar, Literal

from events.base import Code, Event

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


class CourseArchived(CourseEvent):
    """The last language of a course was taken off; learners keep what they did."""

    name: ClassVar = "content.course.archived"


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


class LessonMoved(CourseEvent):
    """A language of a lesson was given another place; it may come from another course."""

    name: ClassVar = "content.lesson.moved"
    lesson_key: uuid.UUID
    locale: Language
    from_course_key: uuid.UUID


class PackageImported(CourseEvent):
    """A course archive was taken in whole; so many pages were made, changed, taken off."""

    name: ClassVar = "content.package.imported"
    made: int
    changed: int
    withdrawn: int


class PackageImportFailed(Event):
    """An archive was refused for its faults, and nothing of it was taken in."""

    name: ClassVar = "content.package.import_failed"
    package_key: uuid.UUID
    faults: int

    @property
    def stream(self) -> str:
        return f"package:{self.package_key}"


class PageEvent(Event):
    """What happens to a page of the public site."""

    schema_version: ClassVar = 2
    ways_up: ClassVar = {1: dict}
    page_key: uuid.UUID
    locale: Language
    kind: Code
    """In version 1 it could be any text; what was stored then was a word as well."""

    @property
    def stream(self) -> str:
        return f"page:{self.page_key}"


class PagePublished(PageEvent):
    """A language of a page of the public site was published."""

    name: ClassVar = "content.page.published"


class PageUnpublished(PageEvent):
    """A language of a page of the public site was unpublished or deleted."""

    name: ClassVar = "content.page.unpublished"
