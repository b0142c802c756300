"""The end of a lesson: what is done, what is missing, what comes next."""

from cms.api import LessonContent, get_course_outline
from lms.enrolment.models import Enrolment
from lms.portal.queries.maps import get_course_map
from lms.portal.values import FinishScreen, Missing
from lms.progress import projection
from lms.progress.models import LessonProgress
from lms.progress.queries import find_lesson_progress


def get_finish_screen(
    place: Enrolment, content: LessonContent, language: str
) -> FinishScreen | None:
    """None if the course, as it stands, doesn't have the lesson."""
    outline = get_course_outline(place.course_key)
    lesson = projection.find_lesson(outline, content.key)
    if lesson is None:
        return None
    drawn = get_course_map(place, outline, language)
    module = next(
        stop
        for stop in drawn.stops
        if any(one.point.key == content.key for one in stop.lessons)
    )
    stop = next(one for one in module.lessons if one.point.key == content.key)
    progress = find_lesson_progress(place, content.key) or LessonProgress(items={})
    titles = {step.number: step.title for step in content.steps}
    wrong = {
        item.key
        for item in projection.find_scored(lesson)
        if projection.is_done(progress, item)
        and not projection.is_right(progress, item)
    }
    is_short = progress.right * 100 < lesson.quiz_percent * progress.scored
    missing = [
        Missing(item.step, titles.get(item.step, ""), is_wrong=item.key in wrong)
        for item in lesson.items
        if (
            item in projection.find_required(lesson)
            and not projection.is_done(progress, item)
        )
        or (is_short and item.key in wrong)
    ]
    return FinishScreen(
        point=stop.point,
        title=content.title,
        course_key=outline.key,
        module=module,
        next_lesson=drawn.next_lesson,
        next_module=drawn.next_module,
        missing=tuple(missing) if stop.point.standing != "completed" else (),
        quiz_percent=lesson.quiz_percent,
    )
