"""Progress: what learners did is written down once, and what follows from it announced once.

Nothing else writes the ledger, its projection or milestones. Each act comes
with the key it was given when the learner acted: the same act sent twice is
one entry, and an act under another's key is refused.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from cms.api import CourseOutline, get_course_outline
from events.catalogue.learning import (
    AttemptSubmitted,
    CourseCompleted,
    HistoryRecorded,
    LessonCompleted,
    LessonProgressed,
    LessonStarted,
    ModuleCompleted,
    ProgressRecalculated,
)
from events.outbox import emit
from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.enrolment.services import EnrolmentClosed, lock_enrolment
from lms.progress import projection
from lms.progress.models import (
    Kind,
    LedgerEntry,
    LessonProgress,
    LessonState,
    Milestone,
    MilestoneKind,
    Source,
)
from lms.progress.values import PastEntry


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


def open_lesson(
    *,
    enrolment: Enrolment,
    lesson_key: uuid.UUID,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
    occurred_at: dt.datetime | None = None,
) -> Receipt:
    """Begin a lesson; opening it again changes nothing.

    Emits ``LessonStarted``. Raises ``EnrolmentClosed`` or ``LessonNotInCourse``.
    """
    return _record(
        enrolment, Act(Kind.OPENED, lesson_key, idempotency_key, at, occurred_at)
    )


def record_answer(
    *,
    enrolment: Enrolment,
    lesson_key: uuid.UUID,
    item_key: uuid.UUID,
    answer: Any,
    right: bool | None,
    share: float | None,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
    occurred_at: dt.datetime | None = None,
) -> Receipt:
    """Write down an answer and its mark; the best one counts.

    Emits ``LessonStarted`` if it is the first act in the lesson, then
    ``AttemptSubmitted``, and ``LessonProgressed`` if a required item was done for
    the first time. Raises ``EnrolmentClosed``, ``LessonNotInCourse`` or ``KeyReused``.
    """
    return _record(
        enrolment,
        Act(
            Kind.ANSWERED,
            lesson_key,
            idempotency_key,
            at,
            occurred_at,
            item_key=item_key,
            data=answer,
            right=right,
            share=share,
        ),
    )


def complete_lesson(
    *,
    enrolment: Enrolment,
    lesson_key: uuid.UUID,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
    occurred_at: dt.datetime | None = None,
) -> Receipt:
    """Finish a lesson whose rule is met; finishing it again changes nothing.

    Emits ``LessonCompleted``, then ``ModuleCompleted`` and ``CourseCompleted`` if
    nothing else was missing. Raises ``LessonNotFinished``, ``EnrolmentClosed``,
    ``LessonNotInCourse`` or ``KeyReused``.
    """
    return _record(
        enrolment, Act(Kind.COMPLETED, lesson_key, idempotency_key, at, occurred_at)
    )


def tick_lesson(
    *,
    enrolment: Enrolment,
    lesson_key: uuid.UUID,
    actor: User,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
) -> Receipt:
    """Count a lesson as done in class, on an educator's word; ticking again changes nothing.

    Emits and raises as ``complete_lesson`` does, but for ``LessonNotFinished``.
    """
    return _record(
        enrolment,
        Act(
            Kind.TICKED,
            lesson_key,
            idempotency_key,
            at,
            source=Source.EDUCATOR,
            actor=actor,
        ),
    )


@transaction.atomic
def tick_lesson_together(
    *,
    enrolments: Iterable[Enrolment],
    lesson_key: uuid.UUID,
    actor: User,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
) -> int:
    """Tick a lesson for all who did it in class, or for nobody; answers for how many it is new.

    Emits and raises as ``tick_lesson`` does.
    """
    receipts = [
        tick_lesson(
            enrolment=enrolment,
            lesson_key=lesson_key,
            actor=actor,
            idempotency_key=idempotency_key,
            at=at,
        )
        # In one order, or two groups ticked at once would wait for each other.
        for enrolment in sorted(enrolments, key=lambda one: one.pk)
    ]
    return sum(receipt.is_new for receipt in receipts)


def remember_step(*, progress: LessonProgress, step: int, at: dt.datetime) -> None:
    """Keep the screen on which a learner will go on. The last one wins."""
    if progress.step != step:
        LessonProgress.objects.filter(pk=progress.pk).update(step=step, last_seen_at=at)
        progress.step = step


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
        emit(HistoryRecorded(**_tell(enrolment, at), entries=written))


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
                **_tell(enrolment, at), completed_before=before, completed=now
            )
        )
    return lessons


def _count_completed(enrolment: Enrolment) -> int:
    return enrolment.lessons.filter(state=LessonState.COMPLETED).count()


def _tell(enrolment: Enrolment, at: dt.datetime) -> dict[str, Any]:
    return {
        "occurred_at": at,
        "enrolment_key": enrolment.key,
        "learner_key": enrolment.learner.key,
        "course_key": enrolment.course_key,
    }


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
                milestones[key] = _make_milestone(enrolment, kind, key, entry)
    for key, progress in lessons.items():
        if key in kept:
            progress.step = kept[key].step
            progress.last_seen_at = max(progress.last_seen_at, kept[key].last_seen_at)
    enrolment.lessons.all().delete()
    enrolment.milestones.all().delete()
    LessonProgress.objects.bulk_create(lessons.values())
    Milestone.objects.bulk_create(milestones.values())
    return len(lessons)


@transaction.atomic
def forget_words(*, person_key: uuid.UUID) -> int:
    """Take what a learner wrote out of their answers; what was right, and when, stays counted.

    The one thing that changes the ledger: each entry is written anew in its own
    place, as the database lets none be changed. Returns how many it were.
    """
    with_words: models.QuerySet[LedgerEntry] = models.QuerySet(LedgerEntry).filter(
        Q(data__has_key="text") | Q(data__has_key="blanks"),
        enrolment__learner__key=person_key,
    )
    entries = list(with_words)
    with_words.delete()
    for entry in entries:
        entry.data = {}
    LedgerEntry.objects.bulk_create(entries)
    return len(entries)


@transaction.atomic
def _record(enrolment: Enrolment, act: Act) -> Receipt:
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

    facts = _Announcer(enrolment, entry, outline)
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


def _make_milestone(
    enrolment: Enrolment, kind: MilestoneKind, key: uuid.UUID, entry: LedgerEntry
) -> Milestone:
    return Milestone(
        enrolment=enrolment,
        kind=kind,
        key=key,
        reached_at=entry.occurred_at,
        edition=entry.edition,
    )


class _Announcer:
    """Emits what follows from one entry, in the order in which it happened."""

    def __init__(
        self, enrolment: Enrolment, entry: LedgerEntry, outline: CourseOutline
    ) -> None:
        self.enrolment = enrolment
        self.entry = entry
        self.outline = outline
        self.actor = entry.actor.key if entry.actor else enrolment.learner.key
        self.about = _tell(enrolment, entry.recorded_at)

    def tell_started(self) -> None:
        emit(
            LessonStarted(**self.about, lesson_key=self.entry.lesson_key),
            actor=self.actor,
        )

    def tell_submitted(self, progress: LessonProgress) -> None:
        emit(
            AttemptSubmitted(
                **self.about,
                lesson_key=self.entry.lesson_key,
                item_key=self.entry.item_key,
                attempt=progress.items[str(self.entry.item_key)]["tries"],
                right=self.entry.right,
                share=self.entry.share,
            ),
            actor=self.actor,
        )

    def tell_progressed(self, progress: LessonProgress) -> None:
        emit(
            LessonProgressed(
                **self.about,
                lesson_key=self.entry.lesson_key,
                done=progress.items_done,
                required=progress.items_required,
            ),
            actor=self.actor,
        )

    def tell_completed(self) -> None:
        emit(
            LessonCompleted(
                **self.about,
                lesson_key=self.entry.lesson_key,
                edition=self.entry.edition,
                source=self.entry.source,
            ),
            actor=self.actor,
        )
        completed = set(
            self.enrolment.lessons.filter(state=LessonState.COMPLETED).values_list(
                "lesson_key", flat=True
            )
        )
        reached = set(self.enrolment.milestones.values_list("key", flat=True))
        for kind, key in projection.find_reached(self.outline, completed, reached):
            _make_milestone(self.enrolment, kind, key, self.entry).save()
            if kind == MilestoneKind.MODULE:
                emit(ModuleCompleted(**self.about, module_key=key), actor=self.actor)
            else:
                emit(CourseCompleted(**self.about), actor=self.actor)
