"""What follows from an entry, and how it is told."""

import datetime as dt
import uuid
from typing import Any

from cms.api import CourseOutline
from events.catalogue.learning import (
    AttemptSubmitted,
    CourseCompleted,
    LessonCompleted,
    LessonProgressed,
    LessonStarted,
    ModuleCompleted,
)
from events.outbox import emit
from lms.enrolment.models import Enrolment
from lms.progress import projection
from lms.progress.models import (
    LedgerEntry,
    LessonProgress,
    LessonState,
    Milestone,
    MilestoneKind,
)


class Announcer:
    """Emits what follows from one entry, in the order in which it happened."""

    def __init__(
        self, enrolment: Enrolment, entry: LedgerEntry, outline: CourseOutline
    ) -> None:
        self.enrolment = enrolment
        self.entry = entry
        self.outline = outline
        self.actor = entry.actor.key if entry.actor else enrolment.learner.key
        self.about = describe(enrolment, entry.recorded_at)

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
            make_milestone(self.enrolment, kind, key, self.entry).save()
            if kind == MilestoneKind.MODULE:
                emit(ModuleCompleted(**self.about, module_key=key), actor=self.actor)
            else:
                emit(CourseCompleted(**self.about), actor=self.actor)


def describe(enrolment: Enrolment, at: dt.datetime) -> dict[str, Any]:
    """What every fact of an enrolment's progress says."""
    return {
        "occurred_at": at,
        "enrolment_key": enrolment.key,
        "learner_key": enrolment.learner.key,
        "course_key": enrolment.course_key,
    }


def make_milestone(
    enrolment: Enrolment, kind: MilestoneKind, key: uuid.UUID, entry: LedgerEntry
) -> Milestone:
    return Milestone(
        enrolment=enrolment,
        kind=kind,
        key=key,
        reached_at=entry.occurred_at,
        edition=entry.edition,
    )
