"""Whose portal it is: every view of the portal finds its objects through here."""

import uuid

from django.http import Http404, HttpRequest

from cms.api import (
    CourseNotPublished,
    CourseOutline,
    LessonContent,
    LessonNotPublished,
    get_course_outline,
    get_lesson_content,
)
from lms.accounts.models import User
from lms.enrolment.models import Enrolment
from lms.enrolment.queries import NoEnrolment, get_enrolment_for


class LearnerRequest(HttpRequest):
    user: User


class NotMine(Http404):
    """There is such a lesson or course, or not: this person has no place on it."""


def get_place_for(user: User, course_key: uuid.UUID) -> tuple[Enrolment, CourseOutline]:
    """A person's place on a course and the course as it stands. Raises ``NotMine``."""
    try:
        return get_enrolment_for(user, course_key), get_course_outline(course_key)
    except (NoEnrolment, CourseNotPublished) as error:
        raise NotMine from error


def get_lesson_for(
    user: User, lesson_key: uuid.UUID, language: str
) -> tuple[Enrolment, LessonContent]:
    """A lesson of a course on which a person has a place. Raises ``NotMine``."""
    try:
        lesson = get_lesson_content(lesson_key, language)
        return get_enrolment_for(user, lesson.course_key), lesson
    except (NoEnrolment, LessonNotPublished) as error:
        raise NotMine from error
