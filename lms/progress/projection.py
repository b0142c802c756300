"""What a run of ledger entries amounts to. Pure: no query, no clock.

The services and ``progress rebuild`` both go through ``apply``, which is why
they cannot differ.
"""

from collections.abc import Set
from uuid import UUID

from cms.api import CourseOutline, ItemOutline, LessonOutline
from lms.progress.models import (
    Kind,
    LedgerEntry,
    LessonProgress,
    LessonState,
    MilestoneKind,
)

PLAYABLE = frozenset(
    {
        "one",
        "many",
        "order",
        "match",
        "fill",
        "short",
        "number",
        "survey",
        "reflection",
    }
)
"""Kinds of item that can be done here today, and may therefore be required."""


def is_playable(item: ItemOutline) -> bool:
    return item.kind in PLAYABLE


def find_required(lesson: LessonOutline) -> tuple[ItemOutline, ...]:
    return tuple(item for item in lesson.items if item.required and is_playable(item))


def find_scored(lesson: LessonOutline) -> tuple[ItemOutline, ...]:
    return tuple(item for item in lesson.items if item.scored and is_playable(item))


def find_lesson(outline: CourseOutline, lesson_key: object) -> LessonOutline | None:
    return next((one for one in outline.lessons if one.key == lesson_key), None)


def begin(entry: LedgerEntry, lesson: LessonOutline | None) -> LessonProgress:
    """A lesson of which this entry is the first."""
    progress = LessonProgress(
        enrolment_id=entry.enrolment_id,
        lesson_key=entry.lesson_key,
        started_at=entry.occurred_at,
        last_seen_at=entry.recorded_at,
    )
    apply(progress, entry, lesson)
    return progress


def apply(
    progress: LessonProgress, entry: LedgerEntry, lesson: LessonOutline | None
) -> None:
    """Add one entry, as the edition it was made under counts it.

    Nothing done becomes undone: not by a worse answer, not by a new edition.
    """
    if entry.kind == Kind.ANSWERED:
        _add_answer(progress, entry)
    if entry.kind in {Kind.COMPLETED, Kind.TICKED} and not progress.is_completed:
        progress.state = LessonState.COMPLETED
        progress.completed_at = entry.occurred_at
        progress.completed_edition = entry.edition
        progress.completed_source = entry.source
    progress.last_seen_at = max(progress.last_seen_at, entry.recorded_at)
    if lesson is not None:
        count(progress, lesson)
        _move_on(progress, entry, lesson)


def count(progress: LessonProgress, lesson: LessonOutline) -> None:
    """Hold what was done against what a lesson asks."""
    required, scored = find_required(lesson), find_scored(lesson)
    progress.items_required = len(required)
    progress.items_done = sum(str(item.key) in progress.items for item in required)
    progress.scored = len(scored)
    progress.right = sum(is_right(progress, item) for item in scored)


def is_done(progress: LessonProgress, item: ItemOutline) -> bool:
    return str(item.key) in progress.items


def is_right(progress: LessonProgress, item: ItemOutline) -> bool:
    known = progress.items.get(str(item.key))
    return bool(known and known["right"])


def has_done_all(progress: LessonProgress, lesson: LessonOutline) -> bool:
    """Whether a lesson's own rule is met: every required item, and enough right answers."""
    scored = find_scored(lesson)
    right = sum(is_right(progress, item) for item in scored)
    return all(is_done(progress, item) for item in find_required(lesson)) and (
        right * 100 >= lesson.quiz_percent * len(scored)
    )


def _add_answer(progress: LessonProgress, entry: LedgerEntry) -> None:
    key = str(entry.item_key)
    known = progress.items.get(key, {"tries": 0, "right": None, "share": None})
    shares = [share for share in (known["share"], entry.share) if share is not None]
    rights = [right for right in (known["right"], entry.right) if right is not None]
    progress.items[key] = {
        "tries": known["tries"] + 1,
        "right": any(rights) if rights else None,
        "share": max(shares) if shares else None,
    }


def _move_on(
    progress: LessonProgress, entry: LedgerEntry, lesson: LessonOutline
) -> None:
    for item in lesson.items:
        if item.key == entry.item_key:
            progress.step = item.step


def find_reached(
    outline: CourseOutline, completed: Set[UUID], reached: Set[UUID]
) -> list[tuple[MilestoneKind, UUID]]:
    """The milestones that these completed lessons newly reach, modules first.

    A module that is only announced can't be finished, and the course can't
    without it; of modules to choose from, one is enough.
    """
    new = [
        (MilestoneKind.MODULE, module.key)
        for module in outline.modules
        if module.key not in reached
        and module.lessons
        and all(lesson.key in completed for lesson in module.lessons)
    ]
    if not new or outline.key in reached:
        return new
    finished = reached | {key for _, key in new}
    codes = {one.code for one in outline.modules if one.key in finished}
    chosen = {code for group in outline.choices for code in group}
    if all(one.code in codes for one in outline.modules if one.code not in chosen) and (
        all(codes.intersection(group) for group in outline.choices)
    ):
        new.append((MilestoneKind.COURSE, outline.key))
    return new
