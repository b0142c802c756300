"""Handling: run a consumer with what was claimed for it, and settle each delivery."""

import logging
import uuid
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from pydantic import ValidationError

from events import failpoints, metrics
from events.base import StoredEvent, UnknownEvent
from events.delivery.claim import Claimed
from events.delivery.settle import bury, fail, settle
from events.log import caused_by
from events.subscriptions import (
    Consumer,
    DependencyDown,
    PermanentError,
    SomeFailed,
)

logger = logging.getLogger(__name__)

# How long a group of deliveries waits for a row before they go one by one.
PATIENCE_MILLISECONDS = 100


class LeaseLost(Exception):
    """Another worker has taken the delivery over; what was done here is rolled back."""


class WorkerLost(Exception):
    """The delivery was claimed as often as it may be, and no worker came back."""


def handle(consumer: Consumer, claims: Sequence[Claimed]) -> None:
    """Hand claims to their consumer, and settle them.

    Raises ``DependencyDown`` when the lane has to wait, before anything is settled
    that could not be delivered.
    """
    alive = [claim for claim in claims if not _is_exhausted(claim)]
    if consumer.batch is None:
        _handle_in_transaction(consumer, alive)
    else:
        _handle_batch(consumer, alive)


def _is_exhausted(claim: Claimed) -> bool:
    if claim.attempts <= claim.max_attempts:
        return False
    bury(claim, WorkerLost(claim.consumer))
    metrics.record_failed(claim.consumer)
    return True


def _handle_in_transaction(consumer: Consumer, claims: Sequence[Claimed]) -> None:
    if len(claims) > 1 and _handle_together(consumer, claims):
        return
    for claim in claims:
        try:
            _run(consumer, [claim])
        except LeaseLost:
            logger.warning("a lease was lost", extra={"delivery": claim.id})
        except Exception as error:  # noqa: BLE001 -- whatever a handler raises is settled
            _refuse(consumer, claim, error)


def _handle_together(consumer: Consumer, claims: Sequence[Claimed]) -> bool:
    """Try all in one transaction, which is a fraction of the work; or none is done."""
    try:
        _run(consumer, claims, is_patient=False)
    except Exception:  # noqa: BLE001 -- one by one, it will show again and be settled
        return False
    return True


def _run(
    consumer: Consumer, claims: Sequence[Claimed], *, is_patient: bool = True
) -> None:
    with transaction.atomic():
        if not is_patient and connection.vendor == "postgresql":
            # Two workers may meet on the rows their handlers write.
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MILLISECONDS}")
        if settle(claims) != len(claims):
            raise LeaseLost(consumer.name)
        for claim in claims:
            failpoints.reach("before_effect")
            with caused_by(claim.record):
                consumer.handler(event=claim.record.load())
            failpoints.reach("after_effect")
    metrics.record_handled(consumer.name, len(claims))


def _handle_batch(consumer: Consumer, claims: Sequence[Claimed]) -> None:
    stored: dict[Claimed, StoredEvent] = {}
    for claim in claims:
        try:
            stored[claim] = claim.record.load_stored()
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with it is settled
            _refuse(consumer, claim, error)
    if stored:
        _run_batch(consumer, stored)


def _run_batch(consumer: Consumer, stored: Mapping[Claimed, StoredEvent]) -> None:
    failures: Mapping[uuid.UUID, Exception] = {}
    failpoints.reach("before_effect")
    try:
        consumer.handler(stored=list(stored.values()))
    except SomeFailed as some:
        failures = some.failures
    except Exception as error:
        if _is_down(consumer, error):
            raise _make_down(consumer, error) from error
        if len(stored) > 1:
            # One of them is at fault; alone, the others get through.
            for claim, one in stored.items():
                _run_batch(consumer, {claim: one})
            return
        failures = {one.event.event_id: error for one in stored.values()}
    failpoints.reach("after_effect")
    through = [claim for claim in stored if claim.record.event_id not in failures]
    metrics.record_handled(consumer.name, settle(through))
    for claim in stored:
        if failure := failures.get(claim.record.event_id):
            _refuse(consumer, claim, failure)


def _refuse(consumer: Consumer, claim: Claimed, error: Exception) -> None:
    if not connection.is_usable():
        # Nothing can be written; the lease expires.
        raise error
    if _is_down(consumer, error):
        raise _make_down(consumer, error) from error
    hopeless: tuple[type[Exception], ...] = (
        PermanentError,
        UnknownEvent,
        ValidationError,
        *consumer.throws,
    )
    if isinstance(error, hopeless):
        bury(claim, error)
    else:
        fail(claim, error)
    metrics.record_failed(consumer.name)


def _is_down(consumer: Consumer, error: Exception) -> bool:
    return isinstance(error, (DependencyDown, *consumer.down))


def _make_down(consumer: Consumer, error: Exception) -> DependencyDown:
    wait = error.wait if isinstance(error, DependencyDown) else None
    return DependencyDown(consumer.lane, wait=wait)
