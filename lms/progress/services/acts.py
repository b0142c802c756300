"""What learners do in a lesson, and what educators tick for them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.progress.models import Kind, LessonProgress, Source
from lms.progress.services.recording import Act, Receipt, record


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
    return record(
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
    return record(
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
    return record(
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
    return record(
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
