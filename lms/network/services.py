"""Groups: who is in which, from when to when. Staff and the seed call these functions."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from lms.accounts.models import User
from lms.network.models import Centre, Cohort, Group, GroupMembership, Season


class NotInGroup(Exception):
    """The learner isn't in the group now."""


@transaction.atomic
def join_group(*, learner: User, group: Group, on: dt.date) -> GroupMembership:
    """Have a learner in a group from a day on, and in no other of its cohort.

    Joining again changes nothing.
    """
    current = (
        GroupMembership.objects.current()
        .select_for_update()
        .filter(learner=learner, group__cohort_id=group.cohort_id)
    )
    for membership in current:
        if membership.group_id == group.pk:
            return membership
        membership.left_date = on
        membership.save(update_fields=["left_date"])
    return GroupMembership.objects.create(learner=learner, group=group, joined_date=on)


@transaction.atomic
def leave_group(*, learner: User, group: Group, on: dt.date) -> GroupMembership:
    """End a learner's time in a group. Raises ``NotInGroup``."""
    membership = (
        GroupMembership.objects.current()
        .select_for_update()
        .filter(learner=learner, group=group)
        .first()
    )
    if membership is None:
        raise NotInGroup(learner.pk)
    membership.left_date = on
    membership.save(update_fields=["left_date"])
    return membership


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
) -> Cohort:
    return Cohort.objects.create(
        centre=centre,
        season=season,
        course_key=course_key,
        name_fr=name_fr,
        name_ar=name_ar,
    )


@transaction.atomic
def open_group(
    *, cohort: Cohort, name: str, referent: User, educators: Iterable[User]
) -> Group:
    """Open a group with those who will accompany it."""
    group = Group.objects.create(cohort=cohort, name=name, referent=referent)
    group.educators.set(educators)
    return group
