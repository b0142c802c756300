"""Who is on which course, and who has left long ago."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count, F, Max, Q, QuerySet

from cms.api import CourseOutline, get_course_outlines
from lms.accounts.models import User
from lms.accounts.permissions import LEARNER
from lms.enrolment.models import Enrolment, Speciality

LEARNERS_KEPT_YEARS = 2
TEACHERS_KEPT_YEARS = 5
"""For as long a teacher may need proof of what they learned."""


class NoEnrolment(Exception):
    """The person has, and had, no place on the course."""


def find_enrolments_for(user: User) -> QuerySet[Enrolment]:
    """A person's places, open ones first, then the newest first."""
    return Enrolment.objects.filter(learner=user).order_by(
        F("exited_at").desc(nulls_first=True), "-enrolled_at", "-pk"
    )


def get_enrolment_for(user: User, course_key: uuid.UUID) -> Enrolment:
    """A person's place on a course: the open one, else the last. Raises ``NoEnrolment``."""
    enrolment = find_enrolments_for(user).filter(course_key=course_key).first()
    if enrolment is None:
        raise NoEnrolment(course_key)
    return enrolment


def find_open_course_keys_for(user: User) -> frozenset[uuid.UUID]:
    """The courses a person is on now."""
    places = Enrolment.objects.filter(learner=user).open()
    return frozenset(places.values_list("course_key", flat=True))


def find_specialities(enrolment: Enrolment) -> QuerySet[Speciality]:
    """What a learner has chosen on a course, and who wrote it down."""
    return Speciality.objects.filter(enrolment=enrolment).select_related("chosen_by")


def find_chosen_keys(
    enrolments: Iterable[Enrolment],
) -> dict[int, frozenset[uuid.UUID]]:
    """The modules chosen where a course asks to choose, by enrolment; empty where none is yet."""
    chosen: dict[int, set[uuid.UUID]] = {
        enrolment.pk: set() for enrolment in enrolments
    }
    for one in Speciality.objects.filter(enrolment__in=chosen):
        chosen[one.enrolment_id].add(one.module_key)
    return {pk: frozenset(keys) for pk, keys in chosen.items()}


def find_leavers(*, at: dt.datetime) -> list[tuple[User, dt.datetime]]:
    """Whose file is kept no longer, and when they left; who left first stands first.

    They have left every course, the last one two years ago; who learned as a
    teacher, five. Who has come back, or works here, is none of them.
    """
    left = dict(
        Enrolment.objects.values("learner")
        .annotate(left_at=Max("exited_at"), open_places=Count("pk", Q(exited_at=None)))
        .filter(open_places=0, left_at__lte=_years_before(at, LEARNERS_KEPT_YEARS))
        .values_list("learner", "left_at")
    )
    works_here = User.groups.through.objects.exclude(group__name=LEARNER)
    people = User.objects.filter(
        pk__in=left, erased_at=None, is_superuser=False
    ).exclude(pk__in=works_here.values("user"))
    teachers = _find_teachers(left)
    teachers_left_by = _years_before(at, TEACHERS_KEPT_YEARS)
    leavers = [
        (person, left[person.pk])
        for person in people
        if person.pk not in teachers or left[person.pk] <= teachers_left_by
    ]
    return sorted(leavers, key=lambda leaver: (leaver[1], leaver[0].pk))


def _find_teachers(people: Iterable[int]) -> set[int]:
    """Which of these were on a course for teachers."""
    places = Enrolment.objects.filter(learner__in=list(people))
    keys = places.values_list("course_key", flat=True).distinct()
    outlines = get_course_outlines(keys)
    for_teachers = [key for key in keys if _is_for_teachers(outlines.get(key))]
    return set(
        places.filter(course_key__in=for_teachers).values_list("learner", flat=True)
    )


def _is_for_teachers(outline: CourseOutline | None) -> bool:
    return outline is not None and outline.audience == "teachers"


def _years_before(at: dt.datetime, years: int) -> dt.datetime:
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        # A 29 February, and there was none then.
        return at.replace(year=at.year - years, day=28)
