"""What people want to hear of, how often, and when not."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from lms.accounts import permissions
from lms.accounts.models import User
from lms.notifications.hours import HOME, Hours
from lms.notifications.models import (
    DEFAULT_MODES,
    TOPICS,
    Channel,
    Mode,
    NotificationPreference,
    QuietHours,
    Topic,
)
from lms.notifications.tokens import read_unsubscription
from lms.notifications.values import Wishes

STAFF = (
    permissions.EDUCATOR,
    permissions.COORDINATOR,
    permissions.EDITOR,
    permissions.ADMINISTRATOR,
)
CENTRE_HOURS = Hours(zone=ZoneInfo(HOME))


class SubscriberGone(Exception):
    """The person of a letter's link has no account any more."""


def get_scope(params: dict[str, Any]) -> str:
    """Return what a notification belongs to, as preferences name it."""
    course_key = params.get("course_key")
    return f"course:{course_key}" if course_key else ""


def find_modes(
    people: Iterable[int], *, kind: str, channel: str, scope: str = ""
) -> dict[int, str]:
    """How often each of some people wants to hear of a kind, in one query.

    What they said of the whole account stands first, then of the scope, then of
    the kind everywhere; who said nothing has the kind's default.
    """
    said: dict[int, dict[tuple[str, str], str]] = {pk: {} for pk in people}
    rows = NotificationPreference.objects.filter(
        recipient__in=list(said),
        channel=channel,
        kind__in=["", kind],
        scope__in=["", scope],
    ).values_list("recipient_id", "kind", "scope", "mode")
    for pk, of_kind, of_scope, mode in rows:
        said[pk][of_kind, of_scope] = mode
    default = DEFAULT_MODES.get(kind, Mode.OFF)
    return {pk: _decide(modes, kind, scope, default) for pk, modes in said.items()}


def get_mode(person: User, *, kind: str, channel: str, scope: str) -> str:
    modes = find_modes([person.pk], kind=kind, channel=channel, scope=scope)
    return modes[person.pk]


def is_unsubscribed(person: User, *, channel: str) -> bool:
    return NotificationPreference.objects.filter(
        recipient=person, kind="", channel=channel, scope="", mode=Mode.OFF
    ).exists()


def find_hours(people: Iterable[int]) -> dict[int, Hours]:
    """The quiet hours of some people: learners have the centre's, whatever is written down."""
    people = list(people)
    free = set(_free().filter(pk__in=people).values_list("pk", flat=True))
    hours = dict.fromkeys(people, CENTRE_HOURS)
    for row in QuietHours.objects.filter(recipient__in=people):
        hours[row.recipient_id] = (
            Hours(
                zone=ZoneInfo(row.timezone),
                starts=row.starts,
                ends=row.ends,
                days=row.days,
                paused_until=row.paused_until,
            )
            if row.recipient_id in free
            else Hours(zone=CENTRE_HOURS.zone, paused_until=row.paused_until)
        )
    return hours


def get_hours(person: User) -> Hours:
    return find_hours([person.pk])[person.pk]


def get_wishes(person: User) -> Wishes:
    """What the page of settings shows."""
    rows = dict(
        NotificationPreference.objects.filter(
            recipient=person, channel=Channel.EMAIL, scope=""
        ).values_list("kind", "mode")
    )
    is_off = rows.get("") == Mode.OFF
    modes = {
        topic: Mode.OFF if is_off else rows.get(kinds[0], DEFAULT_MODES[kinds[0]])
        for topic, kinds in TOPICS.items()
        if topic in _find_topics(person)
    }
    return Wishes(
        modes=modes,
        hours=get_hours(person),
        may_choose_hours=_free().filter(pk=person.pk).exists(),
        has_address=bool(person.email),
    )


def get_subscriber(token: str) -> tuple[User, str]:
    """Whose letters of which channel a link is about.

    Raises ``TokenForged`` and ``SubscriberGone``.
    """
    key, channel = read_unsubscription(token)
    person = User.objects.filter(key=key).first()
    if person is None:
        raise SubscriberGone(key)
    return person, channel


def _find_topics(person: User) -> set[str]:
    """What a person can hear of at all."""
    topics = {Topic.ANNOUNCEMENTS}
    if permissions.is_staff_member(person):
        topics.add(Topic.GROUPS)
    if permissions.is_editor(person) or permissions.is_administrator(person):
        topics.add(Topic.PUBLICATIONS)
    if topics == {Topic.ANNOUNCEMENTS} or permissions.is_learner(person):
        topics |= {Topic.PROGRESS, Topic.COURSES}
    return set(topics)


def _free() -> Any:
    """Those who choose their hours: who works here, and who is known to be of age."""
    return User.objects.filter(
        Q(groups__name__in=STAFF)
        | Q(is_superuser=True)
        | Q(learner_profile__came_of_age_at__isnull=False)
    ).distinct()


def _decide(
    said: dict[tuple[str, str], str], kind: str, scope: str, default: str
) -> str:
    if said.get(("", "")) == Mode.OFF or said.get(("", scope)) == Mode.OFF:
        return Mode.OFF
    return said.get((kind, scope)) or said.get((kind, "")) or default
