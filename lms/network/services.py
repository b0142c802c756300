"""Groups: who is in which, from when to when. Staff and the seed call these functions."""

import datetime as dt

from django.db import transaction

from lms.accounts.models import User
from lms.network.models import Group, GroupMembership


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
