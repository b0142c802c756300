"""Who is on which course."""

import uuid
from collections.abc import Iterable

from django.db.models import F, QuerySet

from lms.accounts.models import User
from lms.enrolment.models import Enrolment, Speciality


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
