"""What search does when something is published or taken off."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from events.catalogue.content import (
    CoursePublished,
    CourseUnpublished,
    CourseUpdated,
    LessonPublished,
    LessonWithdrawn,
    PagePublished,
    PageUnpublished,
)
from events.subscriptions import StoredEvent, periodic, subscribe
from search.engines.protocol import EngineDown
from search.services import answering, reconciling, writing

FACTS_AT_ONCE = 2_000
"""A stream is read and written anew once for all that is told of it at once."""


@subscribe(
    CoursePublished,
    CourseUpdated,
    CourseUnpublished,
    LessonPublished,
    LessonWithdrawn,
    PagePublished,
    PageUnpublished,
    lane="search",
    batch=FACTS_AT_ONCE,
    down=(EngineDown,),
)
def index_content(*, stored: Sequence[StoredEvent]) -> None:
    """Of many facts about one stream only the last matters: what is written is its state now."""
    newest: dict[str, int] = {}
    for entry in stored:
        newest[entry.stream] = max(entry.version, newest.get(entry.stream, 0))
    writing.index_streams(versions=newest, at=timezone.now())


# In the lane of search, or an engine that is down would stop the calendar.
@periodic(at=dt.time(4, 10), lane="search", down=(EngineDown,))
def reconcile_index(*, at: dt.datetime) -> None:
    """An index may be lost, or restored from an old copy, without a word."""
    reconciling.reconcile(at=at)


@periodic(at=dt.time(2, 50))
def forget_misses(*, at: dt.datetime) -> None:
    answering.forget_misses(at=at)
