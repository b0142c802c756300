"""Where a learner stands, and why."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

from cms.api import CourseOutline, ItemOutline, LessonOutline, get_course_outline
from lms.enrolment.models import Enrolment
from lms.progress import projection
from lms.progress.models import Kind, LedgerEntry, LessonProgress, Milestone
from lms.progress.values import (
    CourseProgress,
    LessonPoint,
    LessonReasons,
    ModulePoint,
    Reason,
)


def get_course_progress(enrolment: Enrolment) -> CourseProgress:
    """Where a learner stands on a course, held against its newest edition."""
    return get_course_progresses([enrolment])[enrolment.pk]


def get_course_progresses(
    enrolments: Iterable[Enrolment],
    outlines: Mapping[uuid.UUID, CourseOutline] | None = None,
) -> Mapping[int, CourseProgress]:
    """The same for many at once, by the enrolment's id; ``outlines`` are those known already."""
    enrolments = list(enrolments)
    outlines = outlines or {
        key: get_course_outline(key) for key in {one.course_key for one in enrolments}
    }
    lessons: dict[int, dict[uuid.UUID, LessonProgress]] = defaultdict(dict)
    for row in LessonProgress.objects.filter(enrolment__in=enrolments):
        lessons[row.enrolment_id][row.lesson_key] = row
    milestones: dict[int, dict[uuid.UUID, Milestone]] = defaultdict(dict)
    for reached in Milestone.objects.filter(enrolment__in=enrolments):
        milestones[reached.enrolment_id][reached.key] = reached
    return {
        one.pk: _sum_up(outlines[one.course_key], lessons[one.pk], milestones[one.pk])
        for one in enrolments
    }


def find_lesson_progress(
    enrolment: Enrolment, lesson_key: uuid.UUID
) -> LessonProgress | None:
    return LessonProgress.objects.filter(
        enrolment=enrolment, lesson_key=lesson_key
    ).first()


def find_last_answers(
    enrolment: Enrolment, lesson_key: uuid.UUID, item_keys: Iterable[uuid.UUID]
) -> dict[uuid.UUID, LedgerEntry]:
    """The newest answer to each of some items of a lesson."""
    keys = list(item_keys)
    if not keys:
        return {}
    entries = LedgerEntry.objects.filter(
        enrolment=enrolment,
        lesson_key=lesson_key,
        kind=Kind.ANSWERED,
        item_key__in=keys,
    ).order_by("pk")
    return {entry.item_key: entry for entry in entries if entry.item_key}


def explain_progress(enrolment: Enrolment) -> tuple[LessonReasons, ...]:
    """Every item of every lesson the learner has met, and why it counts or doesn't.

    Items that a later edition has taken out are told of last, as retired.
    """
    outline = get_course_outline(enrolment.course_key)
    entries: dict[uuid.UUID, list[LedgerEntry]] = defaultdict(list)
    for entry in enrolment.entries.order_by("pk"):
        entries[entry.lesson_key].append(entry)
    rows = {row.lesson_key: row for row in enrolment.lessons.all()}
    return tuple(
        explain_lesson(lesson, rows.get(lesson.key), entries[lesson.key])
        for lesson in outline.lessons
        if lesson.key in rows
    )


def explain_lesson(
    lesson: LessonOutline,
    progress: LessonProgress | None,
    entries: Iterable[LedgerEntry],
) -> LessonReasons:
    answers: dict[uuid.UUID, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        if entry.item_key:
            answers[entry.item_key].append(entry)
    reasons = [_give_reason(item, answers.pop(item.key, [])) for item in lesson.items]
    reasons += [_give_retired(key, told) for key, told in answers.items()]
    return LessonReasons(
        point=_make_point(lesson, progress),
        quiz_percent=lesson.quiz_percent,
        reasons=tuple(reasons),
        completed_source=progress.completed_source if progress else "",
        completed_edition=progress.completed_edition if progress else None,
    )


def _sum_up(
    outline: CourseOutline,
    lessons: Mapping[uuid.UUID, LessonProgress],
    milestones: Mapping[uuid.UUID, Milestone],
) -> CourseProgress:
    course = milestones.get(outline.key)
    return CourseProgress(
        course_key=outline.key,
        edition=outline.edition,
        modules=tuple(
            ModulePoint(
                key=module.key,
                code=module.code,
                lessons=tuple(
                    _make_point(lesson, lessons.get(lesson.key))
                    for lesson in module.lessons
                ),
                reached_at=(
                    milestones[module.key].reached_at
                    if module.key in milestones
                    else None
                ),
            )
            for module in outline.modules
        ),
        reached_at=course.reached_at if course else None,
    )


def _make_point(lesson: LessonOutline, progress: LessonProgress | None) -> LessonPoint:
    required = projection.find_required(lesson)
    scored = projection.find_scored(lesson)
    if progress is None:
        return LessonPoint(
            key=lesson.key,
            standing="todo",
            minutes=lesson.minutes,
            steps=lesson.steps,
            items_required=len(required),
            scored=len(scored),
        )
    return LessonPoint(
        key=lesson.key,
        standing="completed" if progress.is_completed else "started",
        minutes=lesson.minutes,
        steps=lesson.steps,
        step=min(progress.step, lesson.steps),
        items_done=sum(projection.is_done(progress, item) for item in required),
        items_required=len(required),
        right=sum(projection.is_right(progress, item) for item in scored),
        scored=len(scored),
        completed_at=progress.completed_at,
        last_seen_at=progress.last_seen_at,
    )


def _give_reason(item: ItemOutline, answers: list[LedgerEntry]) -> Reason:
    playable = projection.is_playable(item)
    # The answer that counts is the first right one, else the last one given.
    told = next((one for one in answers if one.right), answers[-1] if answers else None)
    if not playable:
        verdict = "later"
    elif told is None:
        verdict = "missing"
    elif not item.scored:
        verdict = "unmarked"
    else:
        verdict = "counts" if told.right else "wrong"
    return Reason(
        item_key=item.key,
        kind=item.kind,
        step=item.step,
        verdict=verdict,  # type: ignore[arg-type]  # One of the literals, each above.
        required=item.required and playable,
        scored=item.scored and playable,
        tries=len(answers),
        at=told.occurred_at if told else None,
        source=told.source if told else "",
        edition=told.edition if told else None,
    )


def _give_retired(key: uuid.UUID, answers: list[LedgerEntry]) -> Reason:
    last = answers[-1]
    return Reason(
        item_key=key,
        kind="",
        step=0,
        verdict="retired",
        required=False,
        scored=False,
        tries=len(answers),
        at=last.occurred_at,
        source=last.source,
        edition=last.edition,
    )
