"""A learner's story: facts of the ledger by day, progress with its reasons, and who read it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from django.utils import timezone

from cms import api as content
from lms.accounts.models import User
from lms.audit.queries import find_readers_of_story
from lms.desk.queries.forks import find_forks
from lms.desk.queries.morning import QUIET_DAYS, count_quiet_days
from lms.desk.queries.roster import say
from lms.desk.values import Chapter, Reader, Story, StoryLesson, StoryModule
from lms.enrolment.models import Enrolment
from lms.enrolment.queries import find_enrolments_for
from lms.network.queries import find_group_of
from lms.progress.models import Kind, LedgerEntry, Source
from lms.progress.queries import explain_progress, get_course_progresses
from lms.progress.values import LessonReasons

CHAPTERS_SHOWN = 40
READERS_SHOWN = 5
WORKED = {"worked", "completed", "ticked"}
POLES = {
    "educational": "edu",
    "vocational": "voc",
    "personal": "per",
    "openness": "open",
}


def get_story(learner: User, *, language: str, at: dt.datetime) -> Story:
    """Return what those who accompany a learner may read of their way so far."""
    group = find_group_of(learner)
    enrolments = list(find_enrolments_for(learner))
    current = enrolments[0] if enrolments else None
    outlines = content.get_course_outlines({one.course_key for one in enrolments})
    outline = outlines[current.course_key] if current else None
    modules = _tell_modules(current, outline, language) if current and outline else ()
    chapters = _tell_chapters(enrolments, outlines, language)
    return Story(
        name=learner.display_name(language),
        full_name=learner.full_name(language),
        initials=learner.initials_in(language),
        group_id=group.pk if group else None,
        group=group.name if group else "",
        referent=(
            group.referent.display_name(language) if group and group.referent else ""
        ),
        entered_at=current.enrolled_at if current else None,
        course=say(outline.titles, language) if outline else "",
        quiet_days=_count_quiet(current, at=at) if current else None,
        chapters=tuple(chapters[:CHAPTERS_SHOWN]),
        days_worked=len({one.date for one in chapters if one.kind in WORKED}),
        modules=modules,
        forks=find_forks(current, outline, language) if current and outline else (),
        is_open=bool(current and current.is_open),
        lessons_done=sum(module.done for module in modules),
        modules_done=sum(module.is_completed for module in modules),
        readers=tuple(
            Reader(name=person.display_name(language), looked_at=looked_at)
            for person, looked_at in find_readers_of_story(
                learner.key, limit=READERS_SHOWN
            )
        ),
    )


def _count_quiet(enrolment: Enrolment, *, at: dt.datetime) -> int | None:
    """Return for how many days no lesson was opened, if that is worth a word."""
    if not enrolment.is_open:
        return None
    seen = enrolment.lessons.order_by("-last_seen_at").first()
    days = count_quiet_days(enrolment, seen.last_seen_at if seen else None, at=at)
    return days if days >= QUIET_DAYS else None


def _tell_modules(
    enrolment: Enrolment, outline: content.CourseOutline, language: str
) -> tuple[StoryModule, ...]:
    progress = get_course_progresses([enrolment], {outline.key: outline})[enrolment.pk]
    reasons = {one.point.key: one for one in explain_progress(enrolment)}
    return tuple(
        StoryModule(
            title=say(module.titles, language),
            pole=POLES[module.pole],
            lessons=tuple(
                _tell_lesson(lesson, reasons.get(lesson.key), language)
                for lesson in module.lessons
            ),
            done=point.done,
            is_completed=point.is_completed,
        )
        for module, point in zip(outline.modules, progress.modules, strict=True)
        if point.is_started
    )


def _tell_lesson(
    lesson: content.LessonOutline, reasons: LessonReasons | None, language: str
) -> StoryLesson:
    point = reasons.point if reasons else None
    return StoryLesson(
        title=say(lesson.titles, language),
        standing=point.standing if point else "todo",
        items_done=point.items_done if point else 0,
        items_required=point.items_required if point else 0,
        right=point.right if point else 0,
        scored=point.scored if point else 0,
        percent_asked=lesson.quiz_percent,
        by_educator=bool(reasons and reasons.completed_source == Source.EDUCATOR),
        completed_at=point.completed_at if point else None,
    )


def _tell_chapters(
    enrolments: Iterable[Enrolment],
    outlines: Mapping[uuid.UUID, content.CourseOutline],
    language: str,
) -> list[Chapter]:
    chapters: list[Chapter] = []
    for enrolment in enrolments:
        outline = outlines[enrolment.course_key]
        chapters += _tell_days(enrolment, outline, language)
        course = say(outline.titles, language)
        chapters.append(_mark(enrolment.enrolled_at, "entered", course))
        if enrolment.exited_at:
            title = str(enrolment.get_exit_code_display())
            chapters.append(_mark(enrolment.exited_at, "left", title))
    return sorted(chapters, key=lambda chapter: chapter.at, reverse=True)


def _tell_days(
    enrolment: Enrolment, outline: content.CourseOutline, language: str
) -> list[Chapter]:
    titles = {lesson.key: say(lesson.titles, language) for lesson in outline.lessons}
    days: dict[tuple[dt.date, object], list[LedgerEntry]] = defaultdict(list)
    for entry in enrolment.entries.select_related("actor").order_by("pk"):
        days[timezone.localdate(entry.occurred_at), entry.lesson_key].append(entry)
    return [
        _tell_day(entries, titles.get(entries[0].lesson_key, ""), language)
        for entries in days.values()
    ]


def _tell_day(entries: list[LedgerEntry], title: str, language: str) -> Chapter:
    answers = [entry for entry in entries if entry.kind == Kind.ANSWERED]
    ticked = next((entry for entry in entries if entry.kind == Kind.TICKED), None)
    completed = any(entry.kind == Kind.COMPLETED for entry in entries)
    last = entries[-1]
    return Chapter(
        date=timezone.localdate(last.occurred_at),
        at=last.occurred_at,
        kind="ticked" if ticked else "completed" if completed else "worked",
        title=title,
        answers=len(answers),
        right=sum(bool(entry.right) for entry in answers),
        ticked_by=(
            ticked.actor.display_name(language) if ticked and ticked.actor else ""
        ),
    )


def _mark(at: dt.datetime, kind: Literal["entered", "left"], title: str) -> Chapter:
    return Chapter(date=timezone.localdate(at), at=at, kind=kind, title=title)
