"""Groups: who is in which, from when to when. Staff and the seed call these functions."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.catalogue.people import (
    CohortClosed,
    CohortOpened,
    GroupOpened,
    MemberAdded,
    MemberRemoved,
)
from events.outbox import emit
from lms.accounts.models import User
from lms.network.models import Centre, Cohort, Group, GroupMembership, Season


class NotInGroup(Exception):
    """The learner isn't in the group now."""


@transaction.atomic
def join_group(
    *, learner: User, group: Group, at: dt.datetime, actor: uuid.UUID | None = None
) -> GroupMembership:
    """Have a learner in a group from a day on, and in no other of its cohort.

    Joining again changes nothing. Emits ``MemberAdded``, and ``MemberRemoved``
    if they were in another.
    """
    current = _find_current(learner).filter(group__cohort_id=group.cohort_id)
    for membership in current:
        if membership.group_id == group.pk:
            return membership
        _end(membership, at, actor)
    membership = GroupMembership.objects.create(
        learner=learner, group=group, joined_date=at.date()
    )
    emit(MemberAdded(occurred_at=at, **_tell(membership)), actor=actor)
    return membership


@transaction.atomic
def leave_group(
    *, learner: User, group: Group, at: dt.datetime, actor: uuid.UUID | None = None
) -> GroupMembership:
    """End a learner's time in a group. Emits ``MemberRemoved``. Raises ``NotInGroup``."""
    membership = _find_current(learner).filter(group=group).first()
    if membership is None:
        raise NotInGroup(learner.pk)
    _end(membership, at, actor)
    return membership


@transaction.atomic
def leave_cohort(
    *, learner: User, cohort: Cohort, at: dt.datetime, actor: uuid.UUID | None = None
) -> None:
    """End a learner's time in whatever group of a cohort. Emits ``MemberRemoved`` for each."""
    for membership in _find_current(learner).filter(group__cohort=cohort):
        _end(membership, at, actor)


def _find_current(learner: User) -> QuerySet[GroupMembership]:
    return (
        GroupMembership.objects.current()
        .filter(learner=learner)
        .select_related("learner", "group__cohort")
        .select_for_update(of=("self",))
    )


def _end(membership: GroupMembership, at: dt.datetime, actor: uuid.UUID | None) -> None:
    membership.left_date = at.date()
    membership.save(update_fields=["left_date"])
    emit(MemberRemoved(occurred_at=at, **_tell(membership)), actor=actor)


def _tell(membership: GroupMembership) -> dict[str, uuid.UUID]:
    group = membership.group
    return {
        "cohort_key": group.cohort.key,
        "course_key": group.cohort.course_key,
        "group_key": group.key,
        "learner_key": membership.learner.key,
    }


def open_centre(*, code: str, name_fr: str, name_ar: str) -> Centre:
    """Have a centre of this code; a known one is kept as it is."""
    centre, _ = Centre.objects.get_or_create(
        code=code, defaults={"name_fr": name_fr, "name_ar": name_ar}
    )
    return centre


def open_season(*, starts: dt.date, ends: dt.date) -> Season:
    """Have the season that starts in this year; a known one is kept as it is."""
    season, _ = Season.objects.get_or_create(
        name=f"{starts.year}-{starts.year + 1}",
        defaults={"starts_date": starts, "ends_date": ends},
    )
    return season


@transaction.atomic
def open_cohort(
    *,
    centre: Centre,
    season: Season,
    course_key: uuid.UUID,
    name_fr: str,
    name_ar: str,
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> Cohort:
    """Open a cohort for a course and a season. Emits ``CohortOpened``."""
    cohort = Cohort.objects.create(
        centre=centre,
        season=season,
        course_key=course_key,
        name_fr=name_fr,
        name_ar=name_ar,
    )
    emit(
        CohortOpened(
            occurred_at=at,
            cohort_key=cohort.key,
            course_key=course_key,
            starts_date=season.starts_date,
            ends_date=season.ends_date,
        ),
        actor=actor,
    )
    return cohort


def close_cohorts(*, at: dt.datetime) -> int:
    """Tell of the cohorts whose season is over; returns how many. Doing it again changes nothing."""
    today = timezone.localdate(at)
    over = Cohort.objects.filter(closed_at=None, season__ends_date__lt=today)
    return sum(_close(pk, at=at) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _close(cohort_id: int, *, at: dt.datetime) -> bool:
    """Emits ``CohortClosed``."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort_id)
    if cohort.closed_at is not None:
        return False
    cohort.closed_at = at
    cohort.save(update_fields=["closed_at"])
    emit(
        CohortClosed(
            occurred_at=at, cohort_key=cohort.key, course_key=cohort.course_key
        )
    )
    return True


@transaction.atomic
def open_group(
    *,
    cohort: Cohort,
    name: str,
    referent: User,
    educators: Iterable[User],
    at: dt.datetime,
    actor: uuid.UUID | None = None,
) -> Group:
    """Open a group with those who will accompany it. Emits ``GroupOpened``."""
    group = Group.objects.create(cohort=cohort, name=name, referent=referent)
    group.educators.set(educators)
    emit(
        GroupOpened(
            occurred_at=at,
            cohort_key=cohort.key,
            course_key=cohort.course_key,
            group_key=group.key,
        ),
        actor=actor,
    )
    return group


@transaction.atomic
def release_groups(*, person_key: uuid.UUID) -> None:
    """Have a person accompany no group any more. Who was in which group when, is counted and stays."""
    Group.objects.filter(referent__key=person_key).update(referent=None)
    Group.educators.through.objects.filter(user__key=person_key).delete()
