"""Assessment: an answer is marked and written down in one go, also one that came late.

Portal, sockets and imports call these functions; marks follow from ``marking`` alone.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from cms.api import LessonNotPublished, Question, get_question
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
) -> Answered:
    """Mark an answer and write it down; sent twice it is one answer.

    Emits what ``record_answer`` emits. Raises ``WrongShape``, ``NotAnswerable``,
    ``EnrolmentClosed``, ``LessonNotInCourse`` or ``KeyReused``, and what
    ``cms.api.get_question`` raises.
    """
    given = mark(get_question(lesson_key, item_key), answer)
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


def send_kept_answers(
    *, learner: User, course_key_of_lesson: dict[uuid.UUID, uuid.UUID], at: dt.datetime
) -> int:
    raise NotImplementedError
