"""Where a course lets choose one of several modules."""

from cms import api as content
from lms.accounts.models import User
from lms.desk.queries.roster import say
from lms.desk.values import Fork, Way
from lms.enrolment.models import Enrolment
from lms.enrolment.queries import find_enrolments_for, find_specialities


class NothingToChoose(Exception):
    """The learner has no place on a course, or the course has no such choice."""


def get_fork(learner: User, number: int, *, language: str) -> tuple[Enrolment, Fork]:
    """Return a choice of the course that a learner's story is of. Raises ``NothingToChoose``."""
    enrolment = find_enrolments_for(learner).first()
    if enrolment is not None:
        outline = content.get_course_outline(enrolment.course_key)
        for fork in find_forks(enrolment, outline, language):
            if fork.number == number:
                return enrolment, fork
    raise NothingToChoose(learner.key, number)


def find_forks(
    enrolment: Enrolment, outline: content.CourseOutline, language: str
) -> tuple[Fork, ...]:
    """Return every choice of a learner's course, chosen or not."""
    if not outline.choices:
        return ()
    chosen = {one.module_key: one for one in find_specialities(enrolment)}
    ways = {
        module.code: Way(module.key, say(module.titles, language), module.hours)
        for module in outline.modules
    }
    forks = []
    for number, codes in enumerate(outline.choices, 1):
        here = tuple(ways[code] for code in codes if code in ways)
        way = next((way for way in here if way.key in chosen), None)
        speciality = chosen[way.key] if way else None
        forks.append(
            Fork(
                number=number,
                ways=here,
                chosen=way,
                chosen_at=speciality.chosen_at if speciality else None,
                chosen_by=(
                    speciality.chosen_by.display_name(language) if speciality else ""
                ),
            )
        )
    return tuple(forks)
