"""Hears what editors publish and forgets the pages that were shown before."""

from collections.abc import Sequence

from cms.site import services
from events.catalogue.content import (
    CoursePublished,
    CourseUnpublished,
    CourseUpdated,
    LessonPublished,
    LessonWithdrawn,
    PagePublished,
    PageUnpublished,
)
from events.subscriptions import StoredEvent, subscribe


@subscribe(
    PagePublished,
    PageUnpublished,
    CoursePublished,
    CourseUpdated,
    CourseUnpublished,
    LessonPublished,
    LessonWithdrawn,
    lane="site",
    batch=500,
)
def forget_shown_pages(*, stored: Sequence[StoredEvent]) -> None:
    services.forget_public_pages()
