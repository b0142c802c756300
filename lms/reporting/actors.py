"""Counts again when somebody learns or leaves."""

from collections.abc import Sequence

from django.utils import timezone

from events.catalogue.learning import EnrolmentExited, LessonCompleted, LessonStarted
from events.subscriptions import StoredEvent, subscribe
from lms.reporting.services import record_indicators


@subscribe(LessonStarted, LessonCompleted, EnrolmentExited, lane="site", batch=500)
def count_again(*, stored: Sequence[StoredEvent]) -> None:
    record_indicators(at=timezone.now())
