"""Notifications: who is told what, once, and what they have read of it."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.catalogue.learning import NotificationCreated, NotificationsRead
from events.outbox import emit, emit_all
from lms.accounts.models import User
from lms.notifications.models import Kind, Mailbox, Notification, Reason
from lms.notifications.services.planning import owe_letters
from lms.notifications.services.pruning import KEPT_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One thing that one person is to be told: once, under its ``dedupe_key``."""

    recipient: User
    kind: Kind
    reason: Reason
    params: Mapping[str, Any]
    dedupe_key: str
    event_id: uuid.UUID
    at: dt.datetime


def notify(
    *,
    audience: Iterable[User],
    kind: Kind,
    reason: Reason,
    params: Mapping[str, Any],
    dedupe_key: str,
    event_id: uuid.UUID,
    at: dt.datetime,
) -> list[Notification]:
    """Tell everybody of an audience one thing, as ``notify_each`` does; return what is new."""
    return notify_each(
        tellings=[
            Telling(
                recipient=person,
                kind=kind,
                reason=reason,
                params=params,
                dedupe_key=dedupe_key,
                event_id=event_id,
                at=at,
            )
            for person in audience
        ]
    )


@transaction.atomic
def notify_each(*, tellings: Iterable[Telling]) -> list[Notification]:
    """Tell each person what is theirs, and return what is new.

    What somebody is told twice here, or was told before under its ``dedupe_key``,
    isn't told again. Who wants to hear of it by mail is owed a letter. What is
    older than anything in a mailbox isn't told: if it was before, nobody would
    know. Emits ``NotificationCreated`` for each that is new, and what
    ``owe_letters`` emits.
    """
    oldest = timezone.now() - KEPT_FOR
    wanted = {
        (telling.recipient.pk, telling.dedupe_key): telling
        for telling in tellings
        if telling.at >= oldest
    }
    if not wanted:
        return []
    boxes = {box.pk: box for box in _lock_mailboxes({pk for pk, _ in wanted})}
    told = Notification.objects.filter(
        recipient__in=boxes, dedupe_key__in={key for _, key in wanted}
    ).values_list("recipient_id", "dedupe_key")
    for known in told:
        wanted.pop(known, None)
    created = Notification.objects.bulk_create(
        _number(telling, boxes[pk]) for (pk, _), telling in wanted.items()
    )
    _move_on(created)
    emit_all(
        [
            NotificationCreated(
                occurred_at=notification.created_at,
                person_key=notification.recipient.key,
                seq=notification.seq,
            )
            for notification in created
        ],
        cause_ids=[notification.event_id for notification in created],
    )
    owe_letters(created)
    return created


def _number(telling: Telling, box: Mailbox) -> Notification:
    box.last_seq += 1
    return Notification(
        recipient=telling.recipient,
        seq=box.last_seq,
        dedupe_key=telling.dedupe_key,
        event_id=telling.event_id,
        kind=telling.kind,
        reason=telling.reason,
        params=dict(telling.params),
        created_at=telling.at,
    )


def _move_on(created: Iterable[Notification]) -> None:
    """Let the mailboxes know the last number that was given."""
    given = Counter(notification.recipient_id for notification in created)
    by_count: dict[int, list[int]] = {}
    for pk, count in given.items():
        by_count.setdefault(count, []).append(pk)
    for count, pks in by_count.items():
        Mailbox.objects.filter(pk__in=pks).update(last_seq=F("last_seq") + count)


@transaction.atomic
def notify_of_group(
    *,
    audience: Iterable[User],
    kind: Kind,
    reason: Reason,
    params: Mapping[str, Any],
    learner_key: uuid.UUID,
    dedupe_key: str,
    event_id: uuid.UUID,
    at: dt.datetime,
) -> list[Notification]:
    """Tell of one more learner in the notification that already tells of the others.

    The first of a ``dedupe_key`` makes a notification, the next ones join it
    without ringing again: an educator is told once that a group moves, not
    twenty times. Telling of the same learner again changes nothing.
    """
    people = list(audience)
    created = notify(
        audience=people,
        kind=kind,
        reason=reason,
        params={**params, "learner_keys": [str(learner_key)]},
        dedupe_key=dedupe_key,
        event_id=event_id,
        at=at,
    )
    # Safe to read and write back: notify() has locked the mailboxes.
    grouped = Notification.objects.filter(recipient__in=people, dedupe_key=dedupe_key)
    joined = []
    for notification in grouped:
        learner_keys = notification.params["learner_keys"]
        if str(learner_key) not in learner_keys:
            learner_keys.append(str(learner_key))
            joined.append(notification)
    Notification.objects.bulk_update(joined, ["params"])
    return created


@transaction.atomic
def mark_seen(*, person: User, up_to: int, at: dt.datetime) -> None:
    """Record that a person has had the list before their eyes; it may still be unread."""
    box = lock_mailbox(person.pk)
    up_to = min(up_to, box.last_seq)
    if up_to <= box.seen_seq:
        return
    Notification.objects.filter(
        recipient=person, seq__gt=box.seen_seq, seq__lte=up_to
    ).update(seen_at=at)
    box.seen_seq = up_to
    box.save(update_fields=["seen_seq"])


@transaction.atomic
def mark_read(*, person: User, up_to: int, at: dt.datetime) -> int:
    """Mark everything up to a number as read and return how much was not.

    Emits ``NotificationsRead`` if there was anything.
    """
    box = lock_mailbox(person.pk)
    up_to = min(up_to, box.last_seq)
    count = (
        Notification.objects.unread()
        .filter(recipient=person, seq__lte=up_to)
        .update(read_at=at)
    )
    if count:
        emit(NotificationsRead(occurred_at=at, person_key=person.key, seq=up_to))
    return count


@transaction.atomic
def mark_one_read(*, person: User, seq: int, at: dt.datetime) -> None:
    """Mark one notification as read; reading it again changes nothing.

    Emits ``NotificationsRead`` if nothing older is left unread.
    """
    lock_mailbox(person.pk)
    unread = Notification.objects.unread().filter(recipient=person)
    if not unread.filter(seq=seq).update(read_at=at):
        return
    if not unread.filter(seq__lt=seq).exists():
        emit(NotificationsRead(occurred_at=at, person_key=person.key, seq=seq))


def lock_mailbox(person: int) -> Mailbox:
    """Take the lock under which everything of one person happens in a row."""
    [box] = _lock_mailboxes([person])
    return box


def _lock_mailboxes(people: Collection[int]) -> list[Mailbox]:
    # In one order, or two audiences that overlap would wait for each other.
    wanted = Mailbox.objects.filter(pk__in=set(people)).order_by("pk")
    boxes = list(wanted.select_for_update())
    missing = sorted({*people} - {box.pk for box in boxes})
    if not missing:
        return boxes
    Mailbox.objects.bulk_create(
        [Mailbox(recipient_id=pk) for pk in missing], ignore_conflicts=True
    )
    return list(wanted.select_for_update())
