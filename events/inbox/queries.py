"""Who may send us events, for those who look after them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from events.inbox.models import InboxEntry, InboxSource
from events.inbox.services import SourceUnknown


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source, and when it was last heard of."""

    key: uuid.UUID
    name: str
    prefix: str
    revoked_at: dt.datetime | None
    token_made_at: dt.datetime
    received_at: dt.datetime | None
    received: int
    """How many of its events are in the inbox."""


def find_sources() -> list[SourceStatus]:
    """All sources, by name; those that are revoked last."""
    sources = InboxSource.objects.annotate(received=Count("entries"))
    described = [_describe(source) for source in sources.order_by("name", "pk")]
    return sorted(described, key=lambda source: source.revoked_at is not None)


def get_source(key: uuid.UUID) -> SourceStatus:
    """One source. Raises ``SourceUnknown``."""
    sources = InboxSource.objects.annotate(received=Count("entries"))
    try:
        return _describe(sources.get(key=key))
    except InboxSource.DoesNotExist as error:
        raise SourceUnknown(key) from error


def get_data(*, source: str, id_there: str) -> Any:
    """What an event that was accepted says, as JSON; None if it says nothing, or is forgotten."""
    entry = InboxEntry.objects.filter(source=source, source_id=id_there).first()
    return entry.cloud_event.get("data") if entry else None


def _describe(source: InboxSource) -> SourceStatus:
    return SourceStatus(
        key=source.key,
        name=source.name,
        prefix=source.prefix,
        revoked_at=source.revoked_at,
        token_made_at=source.token_made_at,
        received_at=source.received_at,
        received=source.received,  # type: ignore[attr-defined]  # Annotated above.
    )
