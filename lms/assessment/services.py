"""Assessment: an answer is marked and written down in one go, also one that came late.

Portal, sockets and imports call these functions; marks follow from ``marking`` alone.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from cms.api import (
    LessonNotPublished,
    QuestionNotFound,
    get_lesson_content,
    get_question,
)
from lms.accounts.models import User
from lms.assessment.marking import NotAnswerable, WrongShape, mark
from lms.assessment.models import KeptAnswer
from lms.assessment.values import Answer, Mark
from lms.enrolment.models import Enrolment
from lms.enrolment.queries import NoEnrolment, get_enrolment_for
from lms.enrolment.services import EnrolmentClosed
from lms.progress.services import (
    KeyReused,
    LessonNotInCourse,
    Receipt,
    record_answer,
)

KEPT_FOR = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer."""

    mark: Mark
    receipt: Receipt


def answer_question(
    *,
    enrolment: Enrolment,
    lesson_key: uuid.UUID,
    item_key: uuid.UUID,
    answer: Answer,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
    occurred_at: dt.datetime | None = None,
    language: str = "",
) -> Answered:
    """Mark an answer and write it down; sent twice it is one answer.

    ``language`` is the one in which the question was read. Emits what
    ``record_answer`` emits. Raises ``WrongShape``, ``NotAnswerable``,
    ``EnrolmentClosed``, ``LessonNotInCourse`` or ``KeyReused``, and what
    ``cms.api.get_question`` raises.
    """
    given = mark(get_question(lesson_key, item_key, language), answer)
    receipt = record_answer(
        enrolment=enrolment,
        lesson_key=lesson_key,
        item_key=item_key,
        answer=answer,
        right=given.right,
        share=given.share,
        idempotency_key=idempotency_key,
        at=at,
        occurred_at=occurred_at,
    )
    return Answered(given, receipt)


def keep_answer(
    *,
    learner: User,
    lesson_key: uuid.UUID,
    item_key: uuid.UUID,
    answer: Answer,
    idempotency_key: uuid.UUID,
    at: dt.datetime,
) -> KeptAnswer:
    """Keep an answer whose session had ended; keeping it again changes nothing."""
    kept, _ = KeptAnswer.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "learner": learner,
            "lesson_key": lesson_key,
            "item_key": item_key,
            "answer": answer,
            "occurred_at": at,
        },
    )
    return kept


def send_kept_answers(*, learner: User, at: dt.datetime) -> int:
    """Write down what a learner answered after their session had ended; how many it was.

    What has become too old, or can't be written down any more, is let go.
    Emits what ``record_answer`` emits.
    """
    sent = 0
    for kept in KeptAnswer.objects.filter(learner=learner).order_by("pk"):
        if at - kept.occurred_at <= KEPT_FOR and _send(kept, at):
            sent += 1
        kept.delete()
    return sent


def forget_kept_answers(*, person_key: uuid.UUID) -> None:
    """Let go of what a person answered and never sent."""
    KeptAnswer.objects.filter(learner__key=person_key).delete()


def _send(kept: KeptAnswer, at: dt.datetime) -> bool:
    try:
        content = get_lesson_content(kept.lesson_key, kept.learner.language)
        answer_question(
            enrolment=get_enrolment_for(kept.learner, content.course_key),
            lesson_key=kept.lesson_key,
            item_key=kept.item_key,
            answer=kept.answer,
            idempotency_key=kept.idempotency_key,
            at=at,
            occurred_at=kept.occurred_at,
            language=kept.learner.language,
        )
    except (
        LessonNotPublished,
        QuestionNotFound,
        NoEnrolment,
        EnrolmentClosed,
        LessonNotInCourse,
        KeyReused,
        NotAnswerable,
        WrongShape,
    ):
        return False
    return True
