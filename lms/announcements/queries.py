"""Whom an announcement is for, who may make which, and who may read which."""

import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext, pgettext_lazy

from lms.accounts.models import User
from lms.accounts.permissions import ROLES, sees_every_group
from lms.announcements.models import Announcement, Audience
from lms.announcements.values import AnnouncementRow, Choices, Recipients
from lms.enrolment.models import Enrolment
from lms.network.models import Cohort, Group, GroupMembership
from lms.network.queries import find_groups_for

ROLE_NAMES = {
    "learner": pgettext_lazy("audience", "Learners"),
    "educator": pgettext_lazy("audience", "Educators"),
    "coordinator": pgettext_lazy("audience", "Coordinators"),
    "editor": pgettext_lazy("audience", "Editors"),
    "administrator": pgettext_lazy("audience", "Administrators"),
}


class AudienceOutOfReach(Exception):
    """There is no such audience, or it isn't for this person to address."""


class AnnouncementOutOfReach(Exception):
    """There is no such announcement, or it is none of this person's business."""


def find_audience(to: Recipients | Announcement) -> QuerySet[User]:
    """Everybody an announcement is for now, each once however often they belong.

    A cohort are those who have an open place and those who accompany its groups; a
    group are those who are in it and those who accompany it.
    """
    people = User.objects.filter(is_active=True)
    if to.audience == Audience.EVERYONE:
        return people
    if to.audience == Audience.ROLE:
        holders = User.objects.filter(groups__name=to.role)
        return people.filter(pk__in=holders.values("pk"))
    if to.audience == Audience.COHORT:
        groups = Group.objects.filter(cohort__in=[to.cohort_id])
        places = Enrolment.objects.open().filter(cohort__in=[to.cohort_id])
        belonging = Q(pk__in=places.values("learner"))
    else:
        groups = Group.objects.filter(pk__in=[to.group_id])
        members = GroupMembership.objects.current().filter(group__in=[to.group_id])
        belonging = Q(pk__in=members.values("learner"))
    return people.filter(belonging | _accompanying(groups))


def find_next_of_audience(
    announcement: Announcement, *, after: int, limit: int
) -> list[User]:
    """The next of an audience by their ids; nobody once it is withdrawn.

    Who comes into the audience while it is told is told if their turn has not passed.
    """
    if announcement.is_withdrawn:
        return []
    people = find_audience(announcement).filter(pk__gt=after)
    return list(people.order_by("pk")[:limit])


def find_choices_for(user: User, *, language: str, on: dt.date) -> Choices:
    """The audiences a person may address: educators their groups, coordinators any."""
    groups = list(find_groups_for(user).filter(cohort__season__ends_date__gte=on))
    of_groups = [
        (f"group:{group.key}", f"{group.name} · {group.cohort.name(language)}")
        for group in groups
    ]
    choices: Choices = []
    if sees_every_group(user):
        cohorts = {group.cohort_id: group.cohort for group in groups}
        choices = [
            (
                gettext("Everybody"),
                [("everyone", gettext("Everybody with an account"))],
            ),
            (gettext("A role"), [(f"role:{role}", _role_name(role)) for role in ROLES]),
            (
                gettext("A cohort"),
                [(f"cohort:{one.key}", one.name(language)) for one in cohorts.values()],
            ),
        ]
    choices.append((pgettext("audience", "A group"), of_groups))
    return [choice for choice in choices if choice[1]]


def get_recipients_for(user: User, value: str) -> Recipients:
    """The audience that a value of ``find_choices_for`` means. Raises ``AudienceOutOfReach``."""
    kind, _, key = value.partition(":")
    sees_all = sees_every_group(user)
    if sees_all and value == Audience.EVERYONE:
        return Recipients(Audience.EVERYONE)
    if sees_all and kind == Audience.ROLE and key in ROLES:
        return Recipients(Audience.ROLE, role=key)
    with suppress(ValueError, ObjectDoesNotExist):
        if sees_all and kind == Audience.COHORT:
            cohort = Cohort.objects.get(key=uuid.UUID(key))
            return Recipients(Audience.COHORT, cohort_id=cohort.pk)
        if kind == Audience.GROUP:
            group = find_groups_for(user).get(key=uuid.UUID(key))
            return Recipients(Audience.GROUP, group_id=group.pk)
    raise AudienceOutOfReach(value)


def find_announcements_for(user: User) -> QuerySet[Announcement]:
    """What a person may look after: all of it, or what was told to their groups."""
    announcements = Announcement.objects.newest_first().select_related(
        "author", "cohort", "group__cohort"
    )
    if sees_every_group(user):
        return announcements
    return announcements.filter(group__in=find_groups_for(user).order_by())


def get_announcement_for(user: User, key: uuid.UUID) -> Announcement:
    """One that a person may withdraw. Raises ``AnnouncementOutOfReach``."""
    announcement = find_announcements_for(user).filter(key=key).first()
    if announcement is None:
        raise AnnouncementOutOfReach(key)
    return announcement


def get_readable_for(user: User, key: uuid.UUID) -> Announcement:
    """One that is for a person, or that they look after. Raises ``AnnouncementOutOfReach``."""
    announcement = Announcement.objects.select_related("author").filter(key=key).first()
    if announcement is None or not (
        find_audience(announcement).filter(pk=user.pk).exists()
        or _was_there(user, announcement)
        or find_announcements_for(user).filter(pk=announcement.pk).exists()
    ):
        raise AnnouncementOutOfReach(key)
    return announcement


def find_by_keys(keys: Iterable[uuid.UUID]) -> dict[str, Announcement]:
    """Announcements by their keys as text, for those who were told of them."""
    found = Announcement.objects.filter(key__in=list(keys))
    return {str(announcement.key): announcement for announcement in found}


def show(
    announcements: Iterable[Announcement], *, language: str
) -> list[AnnouncementRow]:
    """Announcements as the list of those who make them has them."""
    return [
        AnnouncementRow(
            key=announcement.key,
            said=announcement.said_in(language),
            audience=name_audience(announcement, language=language),
            author=announcement.author.full_name(language),
            published_at=announcement.published_at,
            withdrawn_at=announcement.withdrawn_at,
            withdrawn_reason=announcement.withdrawn_reason,
        )
        for announcement in announcements
    ]


def name_audience(announcement: Announcement, *, language: str) -> str:
    if announcement.audience == Audience.EVERYONE:
        return gettext("Everybody")
    if announcement.audience == Audience.ROLE:
        return _role_name(announcement.role)
    if announcement.cohort is not None:
        return announcement.cohort.name(language)
    group = announcement.group
    return f"{group.name} · {group.cohort.name(language)}" if group else ""


def _accompanying(groups: QuerySet[Group]) -> Q:
    teaching = Group.educators.through.objects.filter(group__in=groups)
    return Q(pk__in=teaching.values("user")) | Q(pk__in=groups.values("referent"))


def _was_there(user: User, announcement: Announcement) -> bool:
    """Whether a person was in the group when it was told; they may have moved on since."""
    day = announcement.published_at.date()
    times = GroupMembership.objects.filter(learner=user, joined_date__lte=day)
    times = times.filter(Q(left_date=None) | Q(left_date__gte=day))
    if announcement.audience == Audience.GROUP:
        return times.filter(group=announcement.group_id).exists()
    if announcement.audience == Audience.COHORT:
        return times.filter(group__cohort=announcement.cohort_id).exists()
    return False


def _role_name(role: str) -> str:
    return str(ROLE_NAMES[role])
