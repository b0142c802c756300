"""Who is written to about what, and when: decided in the transaction that tells it in the product.

Whoever calls this holds the mailboxes' locks, under which everything of one
person happens one after the other.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from events.catalogue.learning import DigestOpened, DispatchOwed
from events.outbox import emit
from lms.accounts.models import User
from lms.notifications import queries
from lms.notifications.hours import DIGEST_WEEKDAY, find_window
from lms.notifications.models import Channel, Digest, Dispatch, Mode, Notification
from lms.notifications.values import hash_address

FRESH = dt.timedelta(days=3)
"""What happened longer ago is for the mailbox: a history that is seeded, or a
phone that was offline for a month, writes no letters."""


def owe_letters(notifications: Iterable[Notification]) -> None:
    """Owe a letter, or a place in the next digest, to whom wants one of these.

    Emits ``DispatchOwed`` for each letter and ``DigestOpened`` for each new window.
    """
    alike: dict[tuple[str, str], list[Notification]] = {}
    for each in notifications:
        about = (each.kind, queries.get_scope(each.params))
        alike.setdefault(about, []).append(each)
    for (kind, scope), some in alike.items():
        modes = queries.find_modes(
            {each.recipient_id for each in some},
            kind=kind,
            channel=Channel.EMAIL,
            scope=scope,
        )
        _owe_some(
            [
                (each, modes[each.recipient_id])
                for each in some
                if modes[each.recipient_id] != Mode.OFF and each.recipient.email
            ]
        )


def _owe_some(wanted: Sequence[tuple[Notification, str]]) -> None:
    if not wanted:
        return
    clock = queries.read_clock()
    hours = queries.find_hours(each.recipient_id for each, _ in wanted)
    for notification, mode in wanted:
        # Windows and quiet hours are reckoned from now, not from when a phone
        # says that something happened.
        now = max(notification.created_at, clock)
        if now - notification.created_at > FRESH:
            continue
        dispatch = _prepare(
            notification.recipient,
            f"notification:{notification.pk}",
            notification=notification,
            created_at=now,
        )
        if mode == Mode.INSTANT:
            after = hours[notification.recipient_id].find_next_allowed(now)
            owe(dispatch, after=after)
        else:
            put_aside(dispatch, weekly=mode == Mode.WEEKLY, at=now)


def owe_digest(digest: Digest, *, at: dt.datetime) -> None:
    """Owe a closed digest to its person. Emits ``DispatchOwed``."""
    dispatch = _prepare(
        digest.recipient, f"digest:{digest.pk}", digest=digest, created_at=at
    )
    owe(dispatch, after=queries.get_hours(digest.recipient).find_next_allowed(at))


def owe(dispatch: Dispatch, *, after: dt.datetime) -> None:
    dispatch.send_after = after
    dispatch.save()
    emit(
        DispatchOwed(occurred_at=dispatch.created_at, dispatch_key=dispatch.key),
        due_at=after,
        cause_id=dispatch.notification.event_id if dispatch.notification else None,
    )


def put_aside(dispatch: Dispatch, *, weekly: bool = False, at: dt.datetime) -> None:
    """Let something be told in the person's next digest. Emits ``DigestOpened`` if it is the first."""
    digest = _open_digest(dispatch.recipient, weekly=weekly, at=at)
    dispatch.gathered_in = digest
    dispatch.send_after = digest.window_end
    dispatch.save()


def _open_digest(person: User, *, weekly: bool, at: dt.datetime) -> Digest:
    zone = queries.get_hours(person).zone
    while True:
        window = find_window(at, zone, weekday=DIGEST_WEEKDAY if weekly else None)
        digest, is_new = Digest.objects.get_or_create(
            recipient=person,
            channel=Channel.EMAIL,
            window_start=window.start,
            defaults={"window_end": window.end, "timezone": zone.key},
        )
        if is_new:
            emit(
                DigestOpened(occurred_at=at, digest_key=digest.key),
                due_at=digest.window_end,
            )
        if digest.state == Digest.State.OPEN:
            return digest
        at = window.end


def _prepare(
    person: User,
    subject: str,
    *,
    notification: Notification | None = None,
    digest: Digest | None = None,
    created_at: dt.datetime,
) -> Dispatch:
    address_hash = hash_address(person.email)
    return Dispatch(
        notification=notification,
        digest=digest,
        recipient=person,
        channel=Channel.EMAIL,
        address_hash=address_hash,
        created_at=created_at,
        send_after=created_at,
        idempotency_key=f"{subject}:{Channel.EMAIL}:{address_hash[:32]}",
    )
