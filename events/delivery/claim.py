"""Claiming: which owed deliveries a worker may work on, and until when."""

import os
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from events import failpoints, metrics
from events.models import EventRecord
from events.subscriptions import Consumer


class Tier(NamedTuple):
    """Deliveries that were tried about as often, and how many are claimed at once."""

    at_least: int
    at_most: int
    limit: int | None


# What was tried before may be what killed the worker, so it is taken with few
# neighbours and at last alone: they get through, and it ends dead.
TIERS = (Tier(0, 0, None), Tier(1, 2, 10), Tier(3, 32_000, 1))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery this process works on, for as long as the token is on its row."""

    id: int
    token: uuid.UUID
    consumer: str
    attempts: int
    max_attempts: int
    record: EventRecord


# Materialised, or PostgreSQL may evaluate it again for each row, and claim more.
_CLAIM = """
WITH owed AS MATERIALIZED (
    SELECT id FROM events_delivery AS d WHERE {due}
    ORDER BY available_at, id LIMIT %s {skip_locked}
)
UPDATE events_delivery
SET lease_token = %s, lease_until = {lease}, leased_by = %s, attempts = attempts + 1
WHERE id IN (SELECT id FROM owed)
RETURNING id, consumer, attempts, max_attempts, event_id, {waited}
"""

# The pause is looked at with each claim, so that nothing is begun after it.
_DUE = """
    state = 0 AND lane = %s AND consumer IN ({consumers})
    AND NOT EXISTS (SELECT 1 FROM events_lane WHERE lane = %s AND paused_at IS NOT NULL)
    AND attempts BETWEEN %s AND %s
    AND available_at <= {now} AND (lease_until IS NULL OR lease_until < {now})
    {in_order}
"""

_IN_ORDER = """
AND (consumer NOT IN ({ordered}) OR NOT EXISTS (
    SELECT 1 FROM events_delivery AS earlier
    WHERE earlier.consumer = d.consumer AND earlier.stream = d.stream
    AND earlier.id < d.id AND earlier.state IN (0, 2, 4)
))
"""

# The database's clock and no other, or two machines disagree on what has expired.
_DIALECTS = {
    "postgresql": {
        "now": "clock_timestamp()",
        "lease": "clock_timestamp() + make_interval(secs => %s)",
        "skip_locked": "FOR UPDATE SKIP LOCKED",
        "waited": "EXTRACT(EPOCH FROM clock_timestamp() - available_at)::float8",
    },
    "sqlite": {
        "now": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
        "lease": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+' || %s || ' seconds')",
        "skip_locked": "",
        "waited": "(JULIANDAY('now') - JULIANDAY(available_at)) * 86400.0",
    },
}


def find_due_tiers(lane: str, consumers: Sequence[Consumer]) -> list[Tier]:
    """The tiers in which there is something to claim, asked in one query.

    So a ring that finds nothing costs no claim.
    """
    if not consumers:
        return []
    due = _phrase_due(consumers)
    looks = ", ".join(
        f"EXISTS (SELECT 1 FROM events_delivery AS d WHERE {due})"  # noqa: S608 -- put together from constants
        for _ in TIERS
    )
    values = [value for tier in TIERS for value in _list_due(lane, consumers, tier)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {looks}", values)
        is_due = cursor.fetchone()
    return [tier for tier, is_due_in in zip(TIERS, is_due, strict=True) if is_due_in]


def claim(
    lane: str, consumers: Sequence[Consumer], tier: Tier, *, limit: int
) -> list[Claimed]:
    """Lease the oldest deliveries of a tier that are due, and count the attempt."""
    failpoints.reach("before_claim")
    token = uuid.uuid4()
    sql = _CLAIM.format(due=_phrase_due(consumers), **_DIALECTS[connection.vendor])
    # As each database keeps a UUIDField.
    stored_token = token if connection.features.has_native_uuid_field else token.hex
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                *_list_due(lane, consumers, tier),
                limit,
                stored_token,
                settings.EVENTS_LEASE_SECONDS,
                _get_worker(),
            ],
        )
        rows = sorted(cursor.fetchall())
    failpoints.reach("after_claim")
    metrics.record_claims(lane, [(row[1], row[2], row[5]) for row in rows])
    records = EventRecord.objects.in_bulk({row[4] for row in rows})
    return [
        Claimed(pk, token, consumer, attempts, max_attempts, records[event])
        for pk, consumer, attempts, max_attempts, event, _ in rows
    ]


def _phrase_due(consumers: Sequence[Consumer]) -> str:
    ordered = _name_ordered(consumers)
    return _DUE.format(
        consumers=_placeholders(consumers),
        in_order=_IN_ORDER.format(ordered=_placeholders(ordered)) if ordered else "",
        **_DIALECTS[connection.vendor],
    )


def _list_due(lane: str, consumers: Sequence[Consumer], tier: Tier) -> list[str | int]:
    """What the places in ``_phrase_due`` stand for."""
    names = [consumer.name for consumer in consumers]
    tried = (tier.at_least, tier.at_most)
    return [lane, *names, lane, *tried, *_name_ordered(consumers)]


def _name_ordered(consumers: Sequence[Consumer]) -> list[str]:
    return [consumer.name for consumer in consumers if consumer.ordered]


def _get_worker() -> str:
    # Asked each time, because servers fork.
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def _placeholders(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
