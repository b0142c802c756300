"""Handling: run a consumer with what was claimed for it, and settle each delivery."""

import dataclasses
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.db import connection, transaction
from pydantic import ValidationError

from events import failpoints, metrics
from events.base import Event, StoredEvent, Undecodable, UnknownEvent
from events.delivery.claim import Claimed
from events.delivery.hold import held
from events.delivery.settle import bury, fail, postpone, release, renew, settle
from events.log import caused_by
from events.models import EventRecord, Fanout
from events.subscriptions import (
    Consumer,
    DependencyDown,
    NotYet,
    PermanentError,
    SomeFailed,
)

logger = logging.getLogger(__name__)

# How long a group of deliveries waits for a row before they go one by one.
PATIENCE_MILLISECONDS = 100

PERIODIC_LEASE_SECONDS = 90
"""Longer than a worker may take for anything."""


class LeaseLost(Exception):
    """Another worker has taken the delivery over; what was done here is rolled back."""


class CursorStuck(Exception):
    """A fan-out says it has told somebody, and its cursor has not moved on."""


class WorkerLost(Exception):
    """The delivery was claimed as often as it may be, and no worker came back."""


Dead = dict[Claimed, Exception]
"""What dies of the claims that are handled together, and of what."""


def handle(
    consumer: Consumer,
    claims: Sequence[Claimed],
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Hand claims to their consumer, and settle them.

    Raises ``DependencyDown`` when the lane has to wait, before anything is settled
    that could not be delivered.
    """
    dead: Dead = {
        claim: WorkerLost(claim.consumer)
        for claim in claims
        if claim.attempts > claim.max_attempts
    }
    alive = [claim for claim in claims if claim not in dead]
    try:
        if consumer.rule:
            for claim in alive:
                _handle_strike(consumer, claim, dead)
        elif consumer.fanout:
            for claim in alive:
                _fan_out(consumer, claim, dead, is_over)
        elif consumer.batch is None:
            _handle_in_transaction(consumer, alive, dead)
        else:
            _handle_batch(consumer, alive, dead)
    finally:
        if dead:
            bury(dead)
            metrics.record_failed(consumer.name, len(dead))


def _handle_strike(consumer: Consumer, claim: Claimed, dead: Dead) -> None:
    try:
        _carry_out(consumer, claim)
    except LeaseLost:
        logger.warning("a lease was lost", extra={"delivery": claim.id})
    except Exception as error:  # noqa: BLE001 -- whatever a handler raises is settled
        _refuse(consumer, claim, error, dead)


def _carry_out(consumer: Consumer, claim: Claimed) -> None:
    """Do periodic work, which may take longer than an ordinary lease."""
    struck = claim.record.load()
    if not renew(claim, seconds=PERIODIC_LEASE_SECONDS):
        raise LeaseLost(consumer.name)
    failpoints.reach("before_effect")
    with caused_by(claim.record):
        consumer.handler(at=struck.occurred_at)
    failpoints.reach("after_effect")
    metrics.record_handled(consumer.name, settle([claim]))


def _fan_out(
    consumer: Consumer, claim: Claimed, dead: Dead, is_over: Callable[[], bool]
) -> None:
    """Tell an audience chunk by chunk; another goes on where this one has to stop."""
    try:
        event = claim.record.load()
        while _tell_chunk(consumer, claim, event):
            # Whatever went wrong before, this chunk got through.
            claim = dataclasses.replace(claim, attempts=1)
            if is_over():
                release([claim])
                return
        metrics.record_handled(consumer.name, 1)
    except LeaseLost:
        logger.warning("a lease was lost", extra={"delivery": claim.id})
    except Exception as error:  # noqa: BLE001 -- whatever a handler raises is settled
        _refuse(consumer, claim, error, dead)


@transaction.atomic
def _tell_chunk(consumer: Consumer, claim: Claimed, event: Event) -> bool:
    """Tell the next of an audience and note how far it got; or settle, if nobody is left."""
    begun_anew = dataclasses.replace(claim, attempts=1)
    if not renew(begun_anew, seconds=settings.EVENTS_LEASE_SECONDS):
        raise LeaseLost(consumer.name)
    progress, _ = Fanout.objects.get_or_create(
        event=claim.record, consumer=consumer.name
    )
    failpoints.reach("before_effect")
    with caused_by(claim.record):
        cursor = consumer.handler(
            event=event, after=progress.cursor, limit=consumer.fanout
        )
    failpoints.reach("after_effect")
    if cursor is None:
        progress.state = Fanout.State.FINISHED
        progress.save(update_fields=["state"])
        settle([claim])
        return False
    if cursor <= progress.cursor:
        raise CursorStuck(f"{consumer.name} at {cursor}")
    progress.cursor = cursor
    progress.save(update_fields=["cursor"])
    return True


def _handle_in_transaction(
    consumer: Consumer, claims: Sequence[Claimed], dead: Dead
) -> None:
    """All in one transaction, which is a fraction of the work; or each half by itself."""
    if not claims:
        return
    if len(claims) == 1:
        _handle_alone(consumer, claims[0], dead)
        return
    try:
        _run(consumer, claims, is_patient=False)
    except Exception:  # noqa: BLE001 -- alone, it will show again and be settled
        middle = len(claims) // 2
        _handle_in_transaction(consumer, claims[:middle], dead)
        _handle_in_transaction(consumer, claims[middle:], dead)


def _handle_alone(consumer: Consumer, claim: Claimed, dead: Dead) -> None:
    try:
        _run(consumer, [claim])
    except LeaseLost:
        logger.warning("a lease was lost", extra={"delivery": claim.id})
    except Exception as error:  # noqa: BLE001 -- whatever a handler raises is settled
        _refuse(consumer, claim, error, dead)


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
        if consumer.together:
            _hand_over(consumer, [claim.record for claim in claims])
        else:
            for claim in claims:
                _hand_over(consumer, [claim.record])
    metrics.record_handled(consumer.name, len(claims))


def _hand_over(consumer: Consumer, records: Sequence[EventRecord]) -> None:
    failpoints.reach("before_effect")
    events = [record.load() for record in records]
    with caused_by(*records):
        if consumer.together:
            consumer.handler(events=events)
        else:
            consumer.handler(event=events[0])
    failpoints.reach("after_effect")


def _handle_batch(consumer: Consumer, claims: Sequence[Claimed], dead: Dead) -> None:
    stored: dict[Claimed, StoredEvent] = {}
    for claim in claims:
        try:
            stored[claim] = claim.record.load_stored()
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with it is settled
            _refuse(consumer, claim, error, dead)
    if stored:
        _run_batch(consumer, stored, dead)


def _run_batch(
    consumer: Consumer, stored: Mapping[Claimed, StoredEvent], dead: Dead
) -> None:
    failures: Mapping[uuid.UUID, Exception] = {}
    failpoints.reach("before_effect")
    try:
        with held(stored):
            consumer.handler(stored=list(stored.values()))
    except SomeFailed as some:
        failures = some.failures
    except Exception as error:
        if _is_down(consumer, error):
            raise _make_down(consumer, error) from error
        if len(stored) > 1:
            # One of them is at fault; alone, the others get through.
            for claim, one in stored.items():
                _run_batch(consumer, {claim: one}, dead)
            return
        failures = {one.event.event_id: error for one in stored.values()}
    failpoints.reach("after_effect")
    through = [claim for claim in stored if claim.record.event_id not in failures]
    metrics.record_handled(consumer.name, settle(through))
    for claim in stored:
        if failure := failures.get(claim.record.event_id):
            _refuse(consumer, claim, failure, dead)


def _refuse(consumer: Consumer, claim: Claimed, error: Exception, dead: Dead) -> None:
    if not connection.is_usable():
        # Nothing can be written; the lease expires.
        raise error
    if _is_down(consumer, error):
        raise _make_down(consumer, error) from error
    if isinstance(error, NotYet):
        postpone(claim, error.until)
    elif _is_hopeless(consumer, error) or claim.attempts >= claim.max_attempts:
        dead[claim] = error
    else:
        fail(claim, error)
        metrics.record_failed(consumer.name)


def _is_hopeless(consumer: Consumer, error: Exception) -> bool:
    """Whether no second try can change it."""
    hopeless = (PermanentError, UnknownEvent, Undecodable, ValidationError)
    return isinstance(error, (*hopeless, *consumer.throws))


def _is_down(consumer: Consumer, error: Exception) -> bool:
    return isinstance(error, (DependencyDown, *consumer.down))


def _make_down(consumer: Consumer, error: Exception) -> DependencyDown:
    wait = error.wait if isinstance(error, DependencyDown) else None
    return DependencyDown(consumer.lane, wait=wait)
