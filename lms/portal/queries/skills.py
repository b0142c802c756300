"""What a lesson teaches."""

from cms.api import LessonContent, find_competences
from lms.portal.queries.maps import POLES, pick
from lms.portal.values import Skill


def find_skills(lesson: LessonContent, language: str) -> tuple[Skill, ...]:
    """The competences of a lesson, in the reader's language."""
    return tuple(
        Skill(pole=POLES[one.pole], name=pick(one.names, language))
        for one in find_competences(lesson.competences)
    )
