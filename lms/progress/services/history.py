"""What was done elsewhere or before, and summing up a ledger afresh."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from cms.api import get_course_outline
from events.catalogue.learning import HistoryRecorded, ProgressRecalculated
from events.outbox import emit
from lms.enrolment.models import Enrolment
from lms.enrolment.services import lock_enrolment
from lms.progress import projection
from lms.progress.models import (
    Kind,
    LedgerEntry,
    LessonProgress,
    LessonState,
    Milestone,
)
from lms.progress.services.announcing import describe, make_milestone
from lms.progress.values import PastEntry


@transaction.atomic
def record_history(
    *, enrolment: Enrolment, entries: Iterable[PastEntry], at: dt.datetime
) -> None:
    """Write down what was done elsewhere or before; nobody is told of it now.

    Entries whose key is known are left out, so that a second import changes nothing.
    Emits one ``HistoryRecorded`` for all that is new.
    """
    enrolment = lock_enrolment(enrolment.pk)
    before = enrolment.entries.count()
    LedgerEntry.objects.bulk_create(
        (
            LedgerEntry(
                enrolment=enrolment,
                kind=past.kind,
                lesson_key=past.lesson_key,
                item_key=past.item_key,
                edition=past.edition,
                source=past.source,
                occurred_at=min(past.occurred_at, at),
                recorded_at=min(past.occurred_at, at),
                idempotency_key=past.idempotency_key,
                data=past.data or {},
                right=past.right,
                share=past.share,
            )
            for past in entries
        ),
        ignore_conflicts=True,
    )
    _sum_up(enrolment)
    if written := enrolment.entries.count() - before:
        emit(HistoryRecorded(**describe(enrolment, at), entries=written))


@transaction.atomic
def rebuild_progress(*, enrolment: Enrolment, at: dt.datetime) -> int:
    """Sum up an enrolment's ledger afresh; answers with the number of lessons.

    The screen on which each lesson goes on is kept, as the ledger doesn't know it.
    Emits ``ProgressRecalculated`` if another number of lessons is completed now.
    """
    enrolment = lock_enrolment(enrolment.pk)
    before = _count_completed(enrolment)
    lessons = _sum_up(enrolment)
    now = _count_completed(enrolment)
    if now != before:
        emit(
            ProgressRecalculated(
                **describe(enrolment, at), completed_before=before, completed=now
            )
        )
    return lessons


def _sum_up(enrolment: Enrolment) -> int:
    kept = {one.lesson_key: one for one in enrolment.lessons.all()}
    lessons: dict[uuid.UUID, LessonProgress] = {}
    milestones: dict[uuid.UUID, Milestone] = {}
    for entry in enrolment.entries.order_by("pk"):
        outline = get_course_outline(enrolment.course_key, entry.edition)
        lesson = projection.find_lesson(outline, entry.lesson_key)
        if entry.lesson_key in lessons:
            projection.apply(lessons[entry.lesson_key], entry, lesson)
        else:
            lessons[entry.lesson_key] = projection.begin(entry, lesson)
        if entry.kind in {Kind.COMPLETED, Kind.TICKED}:
            completed = {key for key, one in lessons.items() if one.is_completed}
            for kind, key in projection.find_reached(
                outline, completed, milestones.keys()
            ):
                milestones[key] = make_milestone(enrolment, kind, key, entry)
    for key, progress in lessons.items():
        if key in kept:
            progress.step = kept[key].step
            progress.last_seen_at = max(progress.last_seen_at, kept[key].last_seen_at)
    enrolment.lessons.all().delete()
    enrolment.milestones.all().delete()
    LessonProgress.objects.bulk_create(lessons.values())
    Milestone.objects.bulk_create(milestones.values())
    return len(lessons)


def _count_completed(enrolment: Enrolment) -> int:
    return enrolment.lessons.filter(state=LessonState.COMPLETED).count()
