"""What demonstration learners have done so far: by week, with wrong answers and second tries."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cms.api import CourseOutline, ItemOutline, LessonOutline
from lms.assessment.marking import mark
from lms.assessment.services import answer_question
from lms.enrolment.models import Enrolment
from lms.management.demo.answers import give_answer
from lms.management.demo.calendar import find_mornings
from lms.progress.models import Kind, Source
from lms.progress.projection import is_playable
from lms.progress.services import complete_lesson, open_lesson, record_history
from lms.progress.values import PastEntry

NAMESPACE = uuid.UUID("f0a5a000-0000-4000-8000-000000000000")
MINUTES_PER_ANSWER = 3
TRIES_OF_THE_STUCK = 3
SLOTS = tuple(dt.timedelta(minutes=minutes) for minutes in (10, 135, 345))
"""When after the opening there is time for a lesson of this course."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a learner gets on: lessons finished, how often at the first try, what is begun."""

    finished: int
    skill: float
    begun: bool = False
    """Whether the next lesson is opened and left in the middle."""


class Pen:
    """Writes one learner's history; every entry has a key that a second run finds again."""

    def __init__(
        self, enrolment: Enrolment, outline: CourseOutline, rng: random.Random
    ) -> None:
        self.enrolment = enrolment
        self.outline = outline
        self.rng = rng
        self.language = "ar" if enrolment.learner.language == "ar" else "fr"
        self.written = 0

    def write_past(self, pace: Pace, *, until: dt.datetime) -> None:
        """Spread finished lessons over the school days from the enrolment to ``until``."""
        lessons = self.outline.lessons
        finished = min(pace.finished, len(lessons))
        count = min(finished + pace.begun, len(lessons))
        days = find_mornings(self.enrolment.enrolled_at, until)
        entries: list[PastEntry] = []
        for place, lesson in enumerate(lessons[:count]):
            # The last one on the last day, so that who is quiet is so since then.
            day = days[max(0, (place + 1) * len(days) // count - 1)]
            start = day + SLOTS[place % len(SLOTS)] + self._wait(15)
            entries += self._write_lesson(
                lesson, pace, start, is_whole=place < finished
            )
        record_history(enrolment=self.enrolment, entries=entries, at=until)

    def live_through(
        self, lesson: LessonOutline, *, skill: float, share: float, at: dt.datetime
    ) -> None:
        """Do a share of a lesson as the portal would: what follows from it, follows.

        With no skill at all the learner stays stuck at the first marked question.
        """
        moment = at
        open_lesson(
            enrolment=self.enrolment,
            lesson_key=lesson.key,
            idempotency_key=self._key(),
            at=moment,
        )
        items = find_items(lesson)
        for item in items[: round(len(items) * share)]:
            for rightly in self._tries(item, skill):
                moment += self._wait(MINUTES_PER_ANSWER)
                _, answer = give_answer(
                    lesson.key,
                    item.key,
                    rightly=rightly,
                    language=self.language,
                    rng=self.rng,
                )
                answer_question(
                    enrolment=self.enrolment,
                    lesson_key=lesson.key,
                    item_key=item.key,
                    answer=answer,
                    idempotency_key=self._key(),
                    at=moment,
                )
            if not skill and item.scored:
                return
        if share == 1:
            complete_lesson(
                enrolment=self.enrolment,
                lesson_key=lesson.key,
                idempotency_key=self._key(),
                at=moment,
            )

    def _write_lesson(
        self, lesson: LessonOutline, pace: Pace, start: dt.datetime, *, is_whole: bool
    ) -> Iterator[PastEntry]:
        moment = start
        yield self._write(Kind.OPENED, lesson, moment)
        items = find_items(lesson)
        for item in items if is_whole else items[: len(items) // 2]:
            for rightly in self._tries(item, pace.skill):
                moment += self._wait(MINUTES_PER_ANSWER)
                yield self._write_answer(lesson, item, moment, rightly=rightly)
        if is_whole:
            yield self._write(Kind.COMPLETED, lesson, moment + self._wait(2))

    def _tries(self, item: ItemOutline, skill: float) -> list[bool]:
        if not item.scored:
            return [True]
        if not skill:
            return [False] * TRIES_OF_THE_STUCK
        tries: list[bool] = []
        while self.rng.random() > skill and len(tries) < TRIES_OF_THE_STUCK - 1:
            tries.append(False)
        return [*tries, True]

    def _write_answer(
        self,
        lesson: LessonOutline,
        item: ItemOutline,
        at: dt.datetime,
        *,
        rightly: bool,
    ) -> PastEntry:
        question, answer = give_answer(
            lesson.key, item.key, rightly=rightly, language=self.language, rng=self.rng
        )
        given = mark(question, answer)
        return PastEntry(
            kind=Kind.ANSWERED,
            lesson_key=lesson.key,
            item_key=item.key,
            edition=self.outline.edition,
            occurred_at=at,
            idempotency_key=self._key(),
            data=answer,
            right=given.right,
            share=given.share,
            source=Source.LEARNER,
        )

    def _write(self, kind: Kind, lesson: LessonOutline, at: dt.datetime) -> PastEntry:
        return PastEntry(
            kind=kind,
            lesson_key=lesson.key,
            edition=self.outline.edition,
            occurred_at=at,
            idempotency_key=self._key(),
            source=Source.LEARNER,
        )

    def _key(self) -> uuid.UUID:
        self.written += 1
        return uuid.uuid5(NAMESPACE, f"{self.enrolment.key}:{self.written}")

    def _wait(self, minutes: int) -> dt.timedelta:
        return dt.timedelta(seconds=self.rng.randint(20, minutes * 60))


def find_items(lesson: LessonOutline) -> Sequence[ItemOutline]:
    return [item for item in lesson.items if item.required and is_playable(item)]
