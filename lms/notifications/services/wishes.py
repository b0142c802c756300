"""What people decide about their mail; what they decided holds before the answer is given."""

import datetime as dt
import time
from collections.abc import Mapping
from typing import Literal, cast

from django.db import transaction

from events.catalogue.learning import PreferenceChanged, Unsubscribed
from events.outbox import emit
from lms.accounts.models import User
from lms.notifications import queries
from lms.notifications.hours import Hours
from lms.notifications.models import (
    Dispatch,
    Mode,
    NotificationPreference,
    QuietHours,
)
from lms.notifications.services.mailbox import lock_mailbox

ModeName = Literal["off", "instant", "daily", "weekly"]

PATIENCE_SECONDS = 5
LOOK_EVERY_SECONDS = 0.02


def unsubscribe(*, person: User, channel: str, at: dt.datetime) -> None:
    """Nothing more goes out to a person by this channel, whatever they are enrolled in later.

    What was pending is cancelled with it. A letter that was just leaving is
    waited for: once this returns, none is on its way, unless the server takes
    longer than five seconds to say so. Unsubscribing again changes nothing.
    Emits ``Unsubscribed``.
    """
    with transaction.atomic():
        lock_mailbox(person.pk)
        if _remember(person, kind="", channel=channel, mode=Mode.OFF, at=at):
            emit(Unsubscribed(occurred_at=at, person_key=person.key, channel=channel))
        Dispatch.objects.pending().filter(recipient=person, channel=channel).update(
            state=Dispatch.State.CANCELLED, reason="unsubscribed", settled_at=at
        )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while queries.has_mail_on_its_way(person, at=at) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_SECONDS)


@transaction.atomic
def choose_wishes(
    *,
    person: User,
    channel: str,
    modes: Mapping[str, str],
    hours: Hours,
    at: dt.datetime,
) -> None:
    """Remember how often a person wants to hear of which kinds, and when not.

    Who was unsubscribed and wants one kind again takes mail again; who wants
    none stays unsubscribed. Learners' quiet hours stay the centre's, whatever is
    remembered here; they may pause. Emits ``PreferenceChanged`` for each kind
    that changes.
    """
    lock_mailbox(person.pk)
    if set(modes.values()) != {Mode.OFF}:
        NotificationPreference.objects.filter(
            recipient=person, kind="", channel=channel, scope=""
        ).delete()
    for kind, mode in modes.items():
        if _remember(person, kind=kind, channel=channel, mode=mode, at=at):
            emit(
                PreferenceChanged(
                    occurred_at=at,
                    person_key=person.key,
                    channel=channel,
                    kind=kind,
                    mode=cast(ModeName, mode),
                )
            )
    QuietHours.objects.update_or_create(
        recipient=person,
        defaults={
            "timezone": hours.zone.key,
            "starts": hours.starts,
            "ends": hours.ends,
            "days": hours.days,
            "paused_until": hours.paused_until,
        },
    )


def _remember(
    person: User, *, kind: str, channel: str, mode: str, at: dt.datetime
) -> bool:
    """Say whether that is something new."""
    row, is_new = NotificationPreference.objects.get_or_create(
        recipient=person,
        kind=kind,
        channel=channel,
        scope="",
        defaults={"mode": mode, "changed_at": at},
    )
    if not is_new and row.mode != mode:
        row.mode, row.changed_at = mode, at
        row.save(update_fields=["mode", "changed_at"])
        return True
    return is_new
