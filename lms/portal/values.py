"""What the portal's pages show: courses and progress, put together in the reader's language."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from cms.api import Activity, Question
from lms.assessment.values import Answer, Mark
from lms.progress.values import CourseProgress, LessonPoint, ModulePoint

State = Literal["done", "now", "ahead"]
POLES = ("edu", "voc", "per", "open")


@dataclass(frozen=True, slots=True)
class Skill:
    """A competence, as a lesson names it."""

    pole: str
    name: str


@dataclass(frozen=True, slots=True)
class LessonStop:
    """A lesson as a station of a road."""

    title: str
    point: LessonPoint
    is_next: bool = False

    @property
    def steps_done(self) -> int:
        return self.point.step - 1 if self.point.standing == "started" else 0

    @property
    def state(self) -> State:
        if self.point.standing == "completed":
            return "done"
        if self.is_next or self.point.standing == "started":
            return "now"
        return "ahead"


@dataclass(frozen=True, slots=True)
class ModuleStop:
    """A module as a station of a road, with its own road of lessons."""

    title: str
    pole: str
    hours: int
    point: ModulePoint
    lessons: tuple[LessonStop, ...]
    planned: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Titles of the modules that come before and aren't finished."""
    is_next: bool = False
    is_chosen: bool = False
    """Where a course asks to choose one of several modules: this one."""

    @property
    def state(self) -> State:
        if self.point.is_completed:
            return "done"
        return "now" if self.is_next or self.point.is_started else "ahead"

    @property
    def total(self) -> int:
        return len(self.lessons) + len(self.planned)

    @property
    def next_title(self) -> str:
        ahead = (stop.title for stop in self.lessons if stop.state != "done")
        return next(ahead, next(iter(self.planned), ""))


@dataclass(frozen=True, slots=True)
class PoleRoad:
    """One of the four poles: how many of its modules are finished, and what is next."""

    pole: str
    done: int
    total: int
    next_title: str


@dataclass(frozen=True, slots=True)
class CourseMap:
    """A course as a learner's way through it."""

    key: uuid.UUID
    title: str
    is_open: bool
    progress: CourseProgress
    modules: tuple[ModuleStop, ...]
    choices: tuple[tuple[ModuleStop, ...], ...]
    next_lesson: LessonStop | None
    next_module: ModuleStop | None
    for_teachers: bool = False

    @property
    def stops(self) -> tuple[ModuleStop, ...]:
        return (*self.modules, *(stop for group in self.choices for stop in group))

    def find_module(self, key: uuid.UUID) -> ModuleStop | None:
        return next((stop for stop in self.stops if stop.point.key == key), None)

    @property
    def main_road(self) -> tuple[ModuleStop, ...]:
        """The trade itself, in order; for teachers, everything."""
        if self.for_teachers:
            return self.modules
        return tuple(stop for stop in self.modules if stop.pole == "voc")

    @property
    def beside(self) -> tuple[ModuleStop, ...]:
        """What goes on all year beside it."""
        if self.for_teachers:
            return ()
        return tuple(stop for stop in self.modules if stop.pole != "voc")

    @property
    def modules_done(self) -> int:
        return sum(stop.state == "done" for stop in self.stops)

    @property
    def poles(self) -> tuple[PoleRoad, ...]:
        return tuple(
            _sum_up_pole(pole, [stop for stop in self.modules if stop.pole == pole])
            for pole in POLES
            if any(stop.pole == pole for stop in self.modules)
        )

    @property
    def seen_at(self) -> dt.datetime | None:
        seen = [one.last_seen_at for one in self.progress.lessons if one.last_seen_at]
        return max(seen, default=None)

    @property
    def is_finished(self) -> bool:
        return self.progress.reached_at is not None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose in a question, as its learner sees it now."""

    key: str
    html: str
    chosen: bool = False
    verdict: Literal["", "good", "tried"] = ""
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line to place or to match, or a gap: what stands there, and whether it is right."""

    key: str
    html: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    verdict: Literal["", "good", "bad"] = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """A question as its learner sees it now."""

    question: Question
    act_key: uuid.UUID
    answer: Answer
    tries: int
    mark: Mark | None
    fault: str
    is_open: bool
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    text: tuple[str | Row, ...] = ()
    hints: tuple[str, ...] = ()
    moved: str = ""

    @property
    def template(self) -> str:
        return f"lms/portal/questions/_{self.question.kind}.html"

    @property
    def form_id(self) -> str:
        return f"act-{self.question.key}"

    @property
    def is_marked(self) -> bool:
        return self.question.kind not in {"survey", "reflection"}

    @property
    def is_right(self) -> bool:
        return bool(self.mark and self.mark.right)

    @property
    def is_settled(self) -> bool:
        """Nothing more to do here: right, or kept where nothing is marked."""
        return self.is_right or (self.tries > 0 and not self.is_marked)

    @property
    def is_wrong(self) -> bool:
        return bool(self.mark and self.mark.right is False)

    @property
    def parts_right(self) -> int:
        return sum(self.mark.parts.values()) if self.mark else 0

    @property
    def explains(self) -> bool:
        """The explanation comes with the right answer, or after two tries."""
        return bool(self.question.explanation_html) and (
            self.is_right or (self.is_marked and self.tries >= 2)
        )

    @property
    def feedback(self) -> tuple[str, ...]:
        chosen = (one.feedback_html for one in self.options if one.chosen)
        return tuple(html for html in chosen if html) if self.mark else ()


@dataclass(frozen=True, slots=True)
class ActivityScreen:
    """Something to do that isn't done here yet."""

    activity: Activity
    template: str = "lms/portal/parts/_activity.html"


@dataclass(frozen=True, slots=True)
class PartScreen:
    """Text, picture, sound: what is there to be read."""

    part: object
    template: str


@dataclass(frozen=True, slots=True)
class StepScreen:
    """One screen of a lesson."""

    lesson_key: uuid.UUID
    lesson_title: str
    number: int
    total: int
    title: str
    can_answer: bool
    reading: tuple[PartScreen, ...]
    acts: tuple[QuestionScreen | ActivityScreen, ...]

    @property
    def questions(self) -> tuple[QuestionScreen, ...]:
        return tuple(act for act in self.acts if isinstance(act, QuestionScreen))

    @property
    def asking(self) -> QuestionScreen | None:
        """The question that the dock's button answers."""
        if not self.can_answer:
            return None
        return next((one for one in self.questions if not one.is_settled), None)

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1

    @property
    def is_last(self) -> bool:
        return self.number == self.total


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that stands between a learner and the end of a lesson."""

    step: int
    title: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class FinishScreen:
    """The end of a lesson: done, or what is missing."""

    point: LessonPoint
    title: str
    course_key: uuid.UUID
    module: ModuleStop
    next_lesson: LessonStop | None
    next_module: ModuleStop | None
    missing: tuple[Missing, ...] = ()
    quiz_percent: int = 0


def _sum_up_pole(pole: str, stops: list[ModuleStop]) -> PoleRoad:
    ahead = [stop for stop in stops if stop.state != "done"]
    # Where the learner is, else what can be done here, else what is announced.
    first = max(
        ahead, key=lambda stop: (stop.is_next, bool(stop.lessons)), default=None
    )
    return PoleRoad(
        pole=pole,
        done=sum(stop.state == "done" for stop in stops),
        total=len(stops),
        next_title=(first.next_title or first.title) if first else "",
    )
