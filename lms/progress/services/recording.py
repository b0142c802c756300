"""Writing one act down: once, if it is allowed, with what follows from it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cms.api import get_course_outline
from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.enrolment.services import EnrolmentClosed, lock_enrolment
from lms.progress import projection
from lms.progress.models import Kind, LedgerEntry, LessonProgress, Source
from lms.progress.services.announcing import Announcer


class LessonNotInCourse(Exception):
    """The course, as it stands published, has no such lesson, and the learner never met it."""


class LessonNotFinished(Exception):
    """Something required is still to do, or too few answers are right."""


class KeyReused(Exception):
    """Another act was recorded under this key; which one was meant can't be known."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did, as a request tells it."""

    kind: Kind
    lesson_key: uuid.UUID
    idempotency_key: uuid.UUID
    at: dt.datetime
    occurred_at: dt.datetime | None = None
    item_key: uuid.UUID | None = None
    data: Any = field(default_factory=dict)
    right: bool | None = None
    share: float | None = None
    source: Source = Source.LEARNER
    actor: User | None = None

    def is_told_by(self, entry: LedgerEntry) -> bool:
        return (entry.kind, entry.lesson_key, entry.item_key, entry.data) == (
            self.kind,
            self.lesson_key,
            self.item_key,
            self.data,
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands in the ledger after an act; ``is_new`` unless it stood there before."""

    progress: LessonProgress
    entry: LedgerEntry | None
    is_new: bool


@transaction.atomic
def record(enrolment: Enrolment, act: Act) -> Receipt:
    """The act stands in the ledger, now or from before, and what follows from it is told.

    Raises ``EnrolmentClosed``, ``LessonNotInCourse``, ``LessonNotFinished`` or ``KeyReused``.
    """
    # Locked: of two last lessons finished at once, each would find the other
    # missing, and nobody would announce that the module is done.
    enrolment = lock_enrolment(enrolment.pk)
    progress = LessonProgress.objects.filter(
        enrolment=enrolment, lesson_key=act.lesson_key
    ).first()
    if progress is not None and (known := _find_known(enrolment, act)) is not None:
        return Receipt(progress, known, is_new=False)
    if not enrolment.is_open:
        raise EnrolmentClosed(enrolment.key)
    if progress is not None and _says_nothing_new(progress, act):
        return Receipt(progress, None, is_new=False)

    outline = get_course_outline(enrolment.course_key)
    lesson = projection.find_lesson(outline, act.lesson_key)
    if lesson is None and progress is None:
        raise LessonNotInCourse(act.lesson_key)
    if act.kind == Kind.COMPLETED and lesson is not None:
        so_far = progress or LessonProgress(items={})
        if not projection.has_done_all(so_far, lesson):
            raise LessonNotFinished(act.lesson_key)

    entry = _write(enrolment, act, outline.edition)
    items_before = progress.items_done if progress else 0
    was_completed = progress is not None and progress.is_completed
    is_first = progress is None
    if progress is None:
        progress = projection.begin(entry, lesson)
    else:
        projection.apply(progress, entry, lesson)
    progress.save()

    facts = Announcer(enrolment, entry, outline)
    if is_first:
        facts.tell_started()
    if act.kind == Kind.ANSWERED:
        facts.tell_submitted(progress)
    if progress.items_done > items_before:
        facts.tell_progressed(progress)
    if progress.is_completed and not was_completed:
        facts.tell_completed()
    return Receipt(progress, entry, is_new=True)


def _find_known(enrolment: Enrolment, act: Act) -> LedgerEntry | None:
    known = LedgerEntry.objects.filter(
        enrolment=enrolment, idempotency_key=act.idempotency_key
    ).first()
    if known is not None and not act.is_told_by(known):
        raise KeyReused(act.idempotency_key)
    return known


def _says_nothing_new(progress: LessonProgress, act: Act) -> bool:
    if act.kind == Kind.OPENED:
        return True
    return act.kind in {Kind.COMPLETED, Kind.TICKED} and progress.is_completed


def _write(enrolment: Enrolment, act: Act, edition: int) -> LedgerEntry:
    # A phone's clock may be anything; nothing was done before the learner came,
    # nor after now.
    told = act.occurred_at or act.at
    return LedgerEntry.objects.create(
        enrolment=enrolment,
        kind=act.kind,
        lesson_key=act.lesson_key,
        item_key=act.item_key,
        edition=edition,
        source=act.source,
        actor=act.actor,
        occurred_at=min(max(told, enrolment.enrolled_at), act.at),
        recorded_at=act.at,
        idempotency_key=act.idempotency_key,
        data=act.data,
        right=act.right,
        share=act.share,
    )
