"""What ``progress`` gives away: frozen values for the faces."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Literal

LessonStanding = Literal["todo", "started", "completed"]


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One fact from before Forsa was there, or from another Forsa, with its source there."""

    kind: str
    lesson_key: uuid.UUID
    edition: int
    occurred_at: dt.datetime
    idempotency_key: uuid.UUID
    item_key: uuid.UUID | None = None
    data: Any = None
    right: bool | None = None
    share: float | None = None
    source: str = "import"


@dataclass(frozen=True, slots=True)
class LessonPoint:
    """Where a learner stands in one lesson."""

    key: uuid.UUID
    standing: LessonStanding
    minutes: int
    steps: int
    step: int = 1
    items_done: int = 0
    items_required: int = 0
    right: int = 0
    scored: int = 0
    completed_at: dt.datetime | None = None
    last_seen_at: dt.datetime | None = None

    @property
    def minutes_left(self) -> int:
        """What the steps not yet seen take, at least one minute."""
        if self.standing == "completed":
            return 0
        left = self.minutes * (self.steps - self.step + 1) / max(self.steps, 1)
        return max(1, round(left))


@dataclass(frozen=True, slots=True)
class ModulePoint:
    """Where a learner stands in one module; without lessons it is only announced."""

    key: uuid.UUID
    code: str
    lessons: tuple[LessonPoint, ...]
    reached_at: dt.datetime | None = None

    @property
    def done(self) -> int:
        return sum(lesson.standing == "completed" for lesson in self.lessons)

    @property
    def is_completed(self) -> bool:
        """A module once finished stays so, whatever a new edition adds."""
        return self.reached_at is not None

    @property
    def is_started(self) -> bool:
        return any(lesson.standing != "todo" for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """Where a learner stands on a course."""

    course_key: uuid.UUID
    edition: int
    modules: tuple[ModulePoint, ...]
    reached_at: dt.datetime | None = None

    @property
    def lessons(self) -> tuple[LessonPoint, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def done(self) -> int:
        return sum(lesson.standing == "completed" for lesson in self.lessons)

    @property
    def percent(self) -> int:
        """Of the lessons that are written, rounded down: 100 is said of a finished course only."""
        return 100 * self.done // len(self.lessons) if self.lessons else 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one item counts, or not."""

    item_key: uuid.UUID
    kind: str
    step: int
    verdict: Literal["counts", "missing", "wrong", "unmarked", "later", "retired"]
    required: bool
    scored: bool
    tries: int = 0
    at: dt.datetime | None = None
    source: str = ""
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class LessonReasons:
    """Why one lesson is done, or not: its rule, and every item held against it."""

    point: LessonPoint
    quiz_percent: int
    reasons: tuple[Reason, ...]
    completed_source: str = ""
    completed_edition: int | None = None
