"""Who may send us events, and accepting what they send, each event once."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from events.catalogue.outside import InboundAccepted
from events.inbox.models import InboxEntry, InboxSource
from events.inbox.reading import Inbound
from events.outbox import emit

ENTRIES_KEPT_FOR = dt.timedelta(days=90)
FORGOTTEN_AT_ONCE = 5_000

PREFIX = "forsa_in_"

# After what a prefix may end, or what may follow it: "urn:crm" is not "urn:crmx".
_BORDERS = "/:#?"


class SourceUnknown(Exception):
    """There is no source of this key, or none that has this token."""


class ForeignSource(Exception):
    """The event's ``source`` isn't that of whoever sends it."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """The token of a source, on the one occasion it is shown."""

    source_key: uuid.UUID
    token: str


@transaction.atomic
def create_source(
    *, name: str, prefix: str, actor: uuid.UUID | None, at: dt.datetime
) -> NewToken:
    """From now on whoever has the token may send events whose source begins with ``prefix``."""
    token = _make_token()
    source = InboxSource.objects.create(
        name=name,
        prefix=prefix,
        token_digest=_get_digest(token),
        token_made_at=at,
        created_by=actor,
        created_at=at,
    )
    return NewToken(source.key, token)


@transaction.atomic
def rotate_token(*, key: uuid.UUID, at: dt.datetime) -> NewToken:
    """A new token opens, the one before doesn't any more; a revoked source may send again.

    Raises ``SourceUnknown``.
    """
    source = _get_locked(key)
    token = _make_token()
    source.token_digest = _get_digest(token)
    source.token_made_at = at
    source.revoked_at = None
    source.save()
    return NewToken(source.key, token)


@transaction.atomic
def revoke_source(*, key: uuid.UUID, at: dt.datetime) -> None:
    """Its token opens nothing any more. Doing it again changes nothing. Raises ``SourceUnknown``."""
    source = _get_locked(key)
    if source.revoked_at is None:
        source.revoked_at = at
        source.save()


def get_source_by_token(token: str) -> InboxSource:
    """The source that has this token. Raises ``SourceUnknown``."""
    digest = _get_digest(token)
    source = InboxSource.objects.open().filter(token_digest=digest).first()
    if source is None:
        raise SourceUnknown
    return source


@transaction.atomic
def accept_events(
    *, source: InboxSource, events: Sequence[Inbound], at: dt.datetime
) -> int:
    """Each is in the inbox, all of them or none. Returns how many hadn't been there before.

    Emits ``InboundAccepted`` for those. Raises ``ForeignSource``.
    """
    for event in events:
        if not _is_own(source, event):
            raise ForeignSource(event.source)
    # Two requests of one source go one after the other.
    InboxSource.objects.filter(pk=source.pk).update(received_at=at)
    return sum(_accept(source, event, at) for event in events)


def forget_entries(*, before: dt.datetime, at_most: int | None = None) -> int:
    """Delete what was received before then, some thousand at a time. Returns how many."""
    old = InboxEntry.objects.filter(received_at__lt=before)
    count = 0
    while at_most is None or count < at_most:
        some = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
        if not some:
            break
        count += InboxEntry.objects.filter(pk__in=some).delete()[0]
    return count


def _accept(source: InboxSource, event: Inbound, at: dt.datetime) -> bool:
    _, is_new = InboxEntry.objects.get_or_create(
        source=event.source,
        source_id=event.id,
        defaults={
            "sender": source,
            "type": event.type,
            "cloud_event": event.cloud_event,
        },
    )
    if is_new:
        accepted = InboundAccepted(
            occurred_at=at,
            source_key=source.key,
            source=event.source,
            id_there=event.id,
            type_there=event.type,
        )
        emit(accepted)
    return is_new


def _is_own(source: InboxSource, event: Inbound) -> bool:
    if not event.source.startswith(source.prefix):
        return False
    rest = event.source.removeprefix(source.prefix)
    return not rest or source.prefix[-1] in _BORDERS or rest[0] in _BORDERS


def _get_locked(key: uuid.UUID) -> InboxSource:
    try:
        return InboxSource.objects.select_for_update().get(key=key)
    except InboxSource.DoesNotExist as error:
        raise SourceUnknown(key) from error


def _make_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def _get_digest(token: str) -> str:
    # Long and random, so a slow hash would add nothing.
    return hashlib.sha256(token.encode()).hexdigest()
