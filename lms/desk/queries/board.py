"""The board: a group's learners against the lessons of one module."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from cms import api as content
from lms.desk.queries.roster import find_roster, say
from lms.desk.values import (
    Attendable,
    Board,
    BoardRow,
    Cell,
    LearnerRow,
    LessonColumn,
    ModuleChoice,
)
from lms.enrolment.models import Enrolment
from lms.network.models import Group
from lms.progress.models import LessonProgress, LessonState

STUCK_TRIES = 3

Progress = Mapping[int, Mapping[uuid.UUID, LessonProgress]]


def get_board(group: Group, *, module_code: str, by_name: bool, language: str) -> Board:
    """Return a group's board for a module, or for the one most of the group is in."""
    course = content.get_course_outline(group.cohort.course_key)
    roster = find_roster([group], language)
    progress = _find_progress(roster)
    written = [module for module in course.modules if module.lessons]
    module = _choose_module(written, module_code, progress)
    lessons = module.lessons if module else ()
    rows = [_make_row(row, lessons, progress[pk]) for pk, (row, _) in roster.items()]
    if not by_name:
        rows.sort(key=lambda row: not row.is_stuck)
    return Board(
        modules=tuple(
            ModuleChoice(
                code=one.code, title=say(one.titles, language), is_current=one is module
            )
            for one in written
        ),
        module=say(module.titles, language) if module else "",
        columns=tuple(
            LessonColumn(
                key=lesson.key,
                title=say(lesson.titles, language),
                done=sum(row.cells[place].state in {"done", "tries"} for row in rows),
            )
            for place, lesson in enumerate(lessons)
        ),
        rows=tuple(rows),
    )


def get_attendable(group: Group, *, language: str) -> Attendable:
    """Return the lessons a group can do together, and its learners."""
    course = content.get_course_outline(group.cohort.course_key)
    return Attendable(
        lessons=tuple(
            (
                say(module.titles, language),
                tuple(
                    (lesson.key, say(lesson.titles, language))
                    for lesson in module.lessons
                ),
            )
            for module in course.modules
            if module.lessons
        ),
        learners=tuple(row for row, _ in find_roster([group], language).values()),
    )


def find_enrolments_of(
    group: Group, learner_keys: Collection[uuid.UUID]
) -> list[Enrolment]:
    """Return the places of those learners of a group on the course it follows."""
    roster = find_roster([group], "fr").values()
    return [enrolment for row, enrolment in roster if row.key in learner_keys]


def is_stuck(progress: LessonProgress) -> bool:
    """Whether a learner has tried one question three times without finding it."""
    return progress.state == LessonState.STARTED and any(
        item["tries"] >= STUCK_TRIES and item["right"] is False
        for item in progress.items.values()
    )


def _find_progress(enrolment_ids: Iterable[int]) -> Progress:
    found: dict[int, dict[uuid.UUID, LessonProgress]] = defaultdict(dict)
    for row in LessonProgress.objects.filter(enrolment__in=enrolment_ids):
        found[row.enrolment_id][row.lesson_key] = row
    return found


def _choose_module(
    modules: list[content.ModuleOutline], code: str, progress: Progress
) -> content.ModuleOutline | None:
    for module in modules:
        if module.code == code:
            return module
    latest = Counter(
        max(lessons.values(), key=lambda one: one.last_seen_at).lesson_key
        for lessons in progress.values()
        if lessons
    )
    return max(
        modules,
        key=lambda module: sum(latest[lesson.key] for lesson in module.lessons),
        default=None,
    )


def _make_row(
    learner: LearnerRow,
    lessons: Iterable[content.LessonOutline],
    progress: Mapping[uuid.UUID, LessonProgress],
) -> BoardRow:
    known = [progress.get(lesson.key) for lesson in lessons]
    cells = tuple(_make_cell(one) for one in known)
    seen: list[dt.datetime] = [one.last_seen_at for one in known if one]
    return BoardRow(
        learner=learner,
        cells=cells,
        is_stuck=any(cell.state == "stuck" for cell in cells),
        last_seen_at=max(seen, default=None),
    )


def _make_cell(progress: LessonProgress | None) -> Cell:
    if progress is None:
        return Cell("none")
    counts = {"done": progress.items_done, "required": progress.items_required}
    if not progress.is_completed:
        return Cell("stuck" if is_stuck(progress) else "now", **counts)
    again = sum(item["tries"] > 1 for item in progress.items.values())
    return Cell("tries" if again * 3 > len(progress.items) else "done", **counts)
