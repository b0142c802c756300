"""What went out, what is owed, and what nobody can say."""

import datetime as dt

from django.db import connection
from django.db.models import Count, QuerySet

from lms.accounts.models import User
from lms.announcements.models import Announcement
from lms.notifications.models import Digest, Dispatch, Kind, Notification

_NOW = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT STRFTIME('%Y-%m-%d %H:%M:%f+00:00', 'now')",
}


def read_clock() -> dt.datetime:
    """Return the database's time: workers' clocks may differ, and decide nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW[connection.vendor])
        (now,) = cursor.fetchone()
    return now if isinstance(now, dt.datetime) else dt.datetime.fromisoformat(now)


def count_by_state() -> dict[str, int]:
    """How many letters are in which state; states without any count as well."""
    rows = Dispatch.objects.values_list("state").annotate(Count("pk")).order_by()
    return dict.fromkeys(Dispatch.State.values, 0) | dict(rows)


def find_unknown_dispatches() -> QuerySet[Dispatch]:
    """Letters that went out perhaps and that nobody has looked at, newest first."""
    return (
        Dispatch.objects.unknown()
        .filter(noted_at=None)
        .select_related("recipient", "notification")
        .order_by("-unknown_since")
    )


def count_sent_since(person: User, *, since: dt.datetime) -> int:
    """How many single letters a person got; digests don't count."""
    return (
        Dispatch.objects.on_their_way()
        .filter(recipient=person, digest=None, settled_at__gt=since)
        .count()
    )


def has_mail_on_its_way(person: User, *, at: dt.datetime) -> bool:
    """Say whether a worker is just transmitting something to a person."""
    return Dispatch.objects.filter(
        recipient=person, state=Dispatch.State.HANDED, lease_until__gt=at
    ).exists()


def is_taken_back(notification: Notification) -> bool:
    """Say whether a notification tells of an announcement that its team has withdrawn."""
    return (
        notification.kind == Kind.ANNOUNCEMENT
        and Announcement.objects.filter(
            key=notification.params["announcement_key"], withdrawn_at__isnull=False
        ).exists()
    )


def find_gathered(digest: Digest) -> QuerySet[Notification]:
    """What a digest tells, oldest first: what nobody has read in the product meanwhile."""
    told = Dispatch.objects.filter(
        gathered_in=digest,
        state__in=[Dispatch.State.DIGESTED, Dispatch.State.UNKNOWN],
    )
    return (
        Notification.objects.unread()
        .filter(pk__in=told.values("notification"))
        .order_by("seq")
    )
