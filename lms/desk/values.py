"""What the desk's pages show: frozen rows, so that templates ask nothing of the database."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

CellState = Literal["done", "tries", "now", "stuck", "none"]


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner as a list names them."""

    key: uuid.UUID
    name: str
    group_id: int
    group: str
    enrolment_id: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """A learner who has opened no lesson for days (rule R4)."""

    learner: LearnerRow
    days: int
    has_begun: bool
    """False: no lesson was ever opened, and the days count from the enrolment."""


@dataclass(frozen=True, slots=True)
class Finish:
    """A lesson that a learner has finished."""

    learner: LearnerRow
    lesson: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group as the morning page lists it."""

    id: int
    name: str
    cohort: str
    learners: int
    active: int
    """How many were in a lesson today."""

    @property
    def query(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Morning:
    """What needs a person, and what went well."""

    groups: tuple[GroupCard, ...]
    chosen: GroupCard | None
    learners: int
    active: int
    quiet: tuple[Quiet, ...]
    finishes: tuple[Finish, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one learner stands in one lesson."""

    state: CellState
    done: int = 0
    required: int = 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    learner: LearnerRow
    cells: tuple[Cell, ...]
    is_stuck: bool
    last_seen_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LessonColumn:
    key: uuid.UUID
    title: str
    done: int
    """How many of the group have finished it."""

    @property
    def query(self) -> str:
        return str(self.key)


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    code: str
    title: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A group's learners against the lessons of one module."""

    modules: tuple[ModuleChoice, ...]
    module: str
    columns: tuple[LessonColumn, ...]
    rows: tuple[BoardRow, ...]

    @property
    def stuck(self) -> int:
        return sum(row.is_stuck for row in self.rows)

    @property
    def learning(self) -> int:
        """How many are in one of these lessons."""
        return sum(
            any(cell.state in {"now", "stuck"} for cell in row.cells)
            for row in self.rows
        )

    @property
    def through(self) -> int:
        """How many have finished all of these lessons."""
        return sum(
            all(cell.state in {"done", "tries"} for cell in row.cells)
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Attendable:
    """What a group can do together, and who may have been there."""

    lessons: tuple[tuple[str, tuple[tuple[uuid.UUID, str], ...]], ...]
    """By module: title, and the keys and titles of its lessons."""
    learners: tuple[LearnerRow, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a learner did in one lesson on one day."""

    date: dt.date
    at: dt.datetime
    kind: Literal["worked", "completed", "ticked", "entered", "left"]
    title: str
    answers: int = 0
    right: int = 0
    ticked_by: str = ""


@dataclass(frozen=True, slots=True)
class StoryLesson:
    title: str
    standing: Literal["todo", "started", "completed"]
    items_done: int
    items_required: int
    right: int
    scored: int
    percent_asked: int
    by_educator: bool
    completed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class StoryModule:
    title: str
    pole: str
    lessons: tuple[StoryLesson, ...]
    done: int
    is_completed: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One of the modules that a course lets choose from."""

    key: uuid.UUID
    title: str
    hours: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a course lets choose one of several modules, and what a learner has chosen."""

    number: int
    """Counted from 1, in the course's order."""
    ways: tuple[Way, ...]
    chosen: Way | None
    chosen_at: dt.datetime | None
    chosen_by: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has looked at a learner's story."""

    name: str
    looked_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Story:
    """A learner's way so far, as those who accompany them may read it."""

    name: str
    full_name: str
    initials: str
    group_id: int | None
    group: str
    referent: str
    entered_at: dt.datetime | None
    course: str
    quiet_days: int | None
    chapters: tuple[Chapter, ...]
    modules: tuple[StoryModule, ...]
    forks: tuple[Fork, ...]
    is_open: bool
    lessons_done: int
    modules_done: int
    days_worked: int
    readers: tuple[Reader, ...]

    @property
    def modules_open(self) -> int:
        return len(self.modules) - self.modules_done
