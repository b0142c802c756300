"""Why 80 %? What counts in each lesson, in words a learner reads."""

import uuid
from dataclasses import dataclass

from cms.api import CourseOutline, LessonNotPublished, get_lesson_content
from lms.enrolment.models import Enrolment
from lms.portal.queries.maps import pick
from lms.progress.queries import explain_progress
from lms.progress.values import LessonReasons, Reason


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One item with the title of the step it stands on."""

    title: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReasonScreen:
    """Why one lesson is where it is."""

    title: str
    why: LessonReasons
    counted: tuple[ReasonLine, ...]
    aside: tuple[ReasonLine, ...]

    @property
    def done(self) -> int:
        return self.why.point.items_done

    @property
    def total(self) -> int:
        return self.why.point.items_required

    @property
    def percent(self) -> int:
        point = self.why.point
        if point.standing == "completed":
            return 100
        return 100 * point.items_done // point.items_required if self.total else 0

    @property
    def right_percent(self) -> int:
        point = self.why.point
        return 100 * point.right // point.scored if point.scored else 100


def find_lesson_reasons(
    place: Enrolment, outline: CourseOutline, language: str
) -> list[ReasonScreen]:
    """Every lesson that the learner has met, in the course's order."""
    titles = {one.key: pick(one.titles, language) for one in outline.lessons}
    return [_draw(titles[why.point.key], why, {}) for why in explain_progress(place)]


def get_reason_screen(
    place: Enrolment, outline: CourseOutline, lesson_key: uuid.UUID, language: str
) -> ReasonScreen | None:
    """One of them with the titles of its steps; None if the learner never met it."""
    for why in explain_progress(place):
        if why.point.key == lesson_key:
            break
    else:
        return None
    titles = {one.key: pick(one.titles, language) for one in outline.lessons}
    return _draw(titles[lesson_key], why, _find_step_titles(lesson_key, language))


def _find_step_titles(lesson_key: uuid.UUID, language: str) -> dict[int, str]:
    try:
        content = get_lesson_content(lesson_key, language)
    except LessonNotPublished:
        return {}
    return {step.number: step.title for step in content.steps}


def _draw(title: str, why: LessonReasons, steps: dict[int, str]) -> ReasonScreen:
    lines = [ReasonLine(steps.get(reason.step, ""), reason) for reason in why.reasons]
    return ReasonScreen(
        title=title,
        why=why,
        counted=tuple(line for line in lines if line.reason.required),
        aside=tuple(line for line in lines if not line.reason.required),
    )
