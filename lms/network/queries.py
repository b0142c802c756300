"""Who belongs to which group, and who may see whom."""

import uuid

from django.db.models import Q, QuerySet

from lms.accounts.models import User
from lms.accounts.permissions import is_educator, sees_every_group
from lms.network.models import Group, GroupMembership


class GroupOutOfReach(Exception):
    """There is no such group, or the person has no part in it."""


class LearnerOutOfReach(Exception):
    """There is no such learner, or none of the person's groups has them."""


def find_groups_for(user: User) -> QuerySet[Group]:
    """The groups a person accompanies; all of them for those who answer for the centre."""
    groups = Group.objects.select_related("cohort", "referent").order_by(
        "cohort__season__starts_date", "cohort_id", "name"
    )
    if sees_every_group(user):
        return groups
    if not is_educator(user):
        return groups.none()
    taught = Group.educators.through.objects.filter(user=user).values("group_id")
    return groups.filter(Q(referent=user) | Q(pk__in=taught))


def get_group_for(user: User, group_id: int) -> Group:
    """Raises ``GroupOutOfReach``."""
    group = find_groups_for(user).filter(pk=group_id).first()
    if group is None:
        raise GroupOutOfReach(group_id)
    return group


def get_learner_for(user: User, learner_key: uuid.UUID) -> User:
    """A learner whom a person accompanies now or accompanied. Raises ``LearnerOutOfReach``."""
    learners = User.objects.filter(
        memberships__group__in=find_groups_for(user).order_by()
    )
    learner = learners.filter(key=learner_key).distinct().first()
    if learner is None:
        raise LearnerOutOfReach(learner_key)
    return learner


def get_charge_for(user: User, learner_key: uuid.UUID) -> User:
    """A learner whom a person accompanies now. Raises ``LearnerOutOfReach``."""
    learner = get_learner_for(user, learner_key)
    if not is_accompanied_by(user, learner):
        raise LearnerOutOfReach(learner_key)
    return learner


def is_accompanied_by(user: User, learner: User) -> bool:
    """Whether a learner is in one of a person's groups now."""
    present = GroupMembership.objects.current().filter(learner=learner)
    return present.filter(group__in=find_groups_for(user).order_by()).exists()


def find_learners(group: Group, language: str) -> QuerySet[User]:
    """Those in a group now, sorted as the reader's script sorts."""
    script = "arabic" if language == "ar" else "latin"
    return User.objects.filter(
        pk__in=GroupMembership.objects.current()
        .filter(group=group)
        .values("learner_id")
    ).order_by(f"family_name_{script}", f"given_name_{script}", "pk")


def find_group_of(learner: User) -> Group | None:
    """The group a learner is in now."""
    membership = (
        GroupMembership.objects.current()
        .filter(learner=learner)
        .select_related("group__referent", "group__cohort")
        .order_by("-joined_date", "-pk")
        .first()
    )
    return membership.group if membership else None
