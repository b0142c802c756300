"""A learner's way through their courses."""

import uuid
from collections.abc import Iterable, Set

from cms.api import (
    CourseOutline,
    ModuleOutline,
    Titles,
    find_course_outlines,
)
from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.enrolment.queries import find_chosen_keys, find_enrolments_for
from lms.portal.values import CourseMap, LessonStop, ModuleStop
from lms.progress.queries import get_course_progress, get_course_progresses
from lms.progress.values import CourseProgress, LessonPoint, ModulePoint

POLES = {
    "educational": "edu",
    "vocational": "voc",
    "personal": "per",
    "openness": "open",
}
NONE: frozenset[uuid.UUID] = frozenset()


def find_course_maps(user: User, language: str) -> list[CourseMap]:
    """A person's courses, open ones first, the one last worked on before the others.

    A course that isn't published any more is left out; what was done in it stays.
    """
    places = _newest_of_each(find_enrolments_for(user))
    outlines = {outline.key: outline for outline in find_course_outlines()}
    places = [place for place in places if place.course_key in outlines]
    progresses = get_course_progresses(places, outlines)
    chosen = find_chosen_keys(one for one in places if outlines[one.course_key].choices)
    maps = [
        draw_map(
            outlines[one.course_key],
            progresses[one.pk],
            one,
            chosen.get(one.pk, NONE),
            language,
        )
        for one in places
    ]
    return sorted(
        maps,
        key=lambda one: (one.is_open, one.seen_at.timestamp() if one.seen_at else 0.0),
        reverse=True,
    )


def get_course_map(
    enrolment: Enrolment, outline: CourseOutline, language: str
) -> CourseMap:
    chosen = find_chosen_keys([enrolment] if outline.choices else [])
    return draw_map(
        outline,
        get_course_progress(enrolment),
        enrolment,
        chosen.get(enrolment.pk, NONE),
        language,
    )


def draw_map(
    outline: CourseOutline,
    progress: CourseProgress,
    enrolment: Enrolment,
    chosen_keys: Set[uuid.UUID],
    language: str,
) -> CourseMap:
    module_points = {point.key: point for point in progress.modules}
    next_key = _find_next(outline, progress, _find_left_aside(outline, chosen_keys))
    finished = {one.code for one in progress.modules if one.is_completed}
    titles = {one.code: pick(one.titles, language) for one in outline.modules}
    written = {one.code for one in outline.modules if one.lessons}
    stops = {
        module.code: _draw_module(
            module,
            module_points[module.key],
            next_key,
            language,
            is_chosen=module.key in chosen_keys,
            after=tuple(
                titles[code]
                for code in module.after
                if code in written and code not in finished
            ),
        )
        for module in outline.modules
    }
    next_module = next((stop for stop in stops.values() if stop.is_next), None)
    to_choose = {code for group in outline.choices for code in group}
    return CourseMap(
        key=outline.key,
        title=pick(outline.titles, language),
        is_open=enrolment.is_open,
        progress=progress,
        modules=tuple(stop for code, stop in stops.items() if code not in to_choose),
        choices=tuple(
            tuple(stops[code] for code in group if code in stops)
            for group in outline.choices
        ),
        next_module=next_module,
        next_lesson=next((one for one in next_module.lessons if one.is_next), None)
        if next_module
        else None,
        for_teachers=outline.audience == "teachers",
    )


def pick(titles: Titles, language: str) -> str:
    """A title in the reader's language, else French, else any."""
    return titles.get(language) or titles.get("fr") or next(iter(titles.values()), "")


def _newest_of_each(places: Iterable[Enrolment]) -> list[Enrolment]:
    newest: dict[uuid.UUID, Enrolment] = {}
    for place in places:
        newest.setdefault(place.course_key, place)
    return list(newest.values())


def _find_left_aside(
    outline: CourseOutline, chosen_keys: Set[uuid.UUID]
) -> set[uuid.UUID]:
    """The modules in whose place another was chosen."""
    keys = {module.code: module.key for module in outline.modules}
    groups = [
        {keys[code] for code in group if code in keys} for group in outline.choices
    ]
    return {
        key for group in groups if group & chosen_keys for key in group - chosen_keys
    }


def _find_next(
    outline: CourseOutline, progress: CourseProgress, aside: Set[uuid.UUID]
) -> uuid.UUID | None:
    """Where to go on: the lesson last worked on, else the next of its module, else of the course.

    Nobody is led into a module that they left ``aside``.
    """
    modules = [module for module in progress.modules if module.key not in aside]
    started = [
        lesson
        for module in modules
        for lesson in module.lessons
        if lesson.standing == "started"
    ]
    if started:
        return max(started, key=_seen).key
    touched = [one for one in modules if one.is_started]
    touched.sort(key=lambda module: max(map(_seen, module.lessons)), reverse=True)
    finished = {one.code for one in progress.modules if one.is_completed}
    written = {one.code for one in outline.modules if one.lessons}
    ready = [
        point
        for point, module in zip(progress.modules, outline.modules, strict=True)
        if finished.issuperset(written.intersection(module.after))
        and point.key not in aside
    ]
    for module in [*touched, *ready, *modules]:
        for lesson in module.lessons:
            if lesson.standing == "todo":
                return lesson.key
    return None


def _seen(point: LessonPoint) -> float:
    return point.last_seen_at.timestamp() if point.last_seen_at else 0.0


def _draw_module(
    module: ModuleOutline,
    point: ModulePoint,
    next_key: uuid.UUID | None,
    language: str,
    *,
    is_chosen: bool,
    after: tuple[str, ...],
) -> ModuleStop:
    points = {one.key: one for one in point.lessons}
    lessons = tuple(
        LessonStop(
            title=pick(lesson.titles, language),
            point=points[lesson.key],
            is_next=lesson.key == next_key,
        )
        for lesson in module.lessons
    )
    return ModuleStop(
        title=pick(module.titles, language),
        pole=POLES[module.pole],
        hours=module.hours,
        point=point,
        lessons=lessons,
        planned=tuple(pick(titles, language) for titles in module.planned),
        after=after,
        is_chosen=is_chosen,
        is_next=any(lesson.is_next for lesson in lessons),
    )
