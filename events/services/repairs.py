"""Owing deliveries again, giving them up, owing those of the past."""

import datetime as dt
import uuid
from itertools import islice

from django.db import transaction
from django.db.models.functions import Now

from events.base import Event
from events.catalogue.operations import DeliveriesCancelled, DeliveriesReplayed
from events.conditions import (
    Conditions,
    Repair,
    check,
    find_matching,
    find_never_owed,
)
from events.models import Delivery, DeliveryQuerySet, Fanout
from events.outbox import emit
from events.subscriptions import find_consumers

WRITTEN_AT_ONCE = 5_000


@transaction.atomic
def replay_deliveries(
    *, conditions: Conditions, actor: uuid.UUID | None, at: dt.datetime
) -> int:
    """Deliver again what was done or given up; effects are keyed, so nothing doubles.

    What is owed or dead stays as it is. Returns how many are owed again.
    Emits ``DeliveriesReplayed``. Raises ``ConditionsUnusable``.
    """
    check(conditions, Repair.REPLAY)
    chosen = find_matching(conditions, Repair.REPLAY)
    for consumer in find_consumers():
        if consumer.fanout:
            # Once more to the whole audience, not only to those after the last.
            events = chosen.filter(consumer=consumer.name).values("event")
            Fanout.objects.filter(consumer=consumer.name, event__in=events).delete()
    count = owe_again(chosen)
    _tell_replayed(conditions, Repair.REPLAY, count, actor, at)
    return count


@transaction.atomic
def requeue_dead(
    *, conditions: Conditions, actor: uuid.UUID | None, at: dt.datetime
) -> int:
    """Try again what is dead or orphaned, with all its attempts. Returns how many.

    Emits ``DeliveriesReplayed``. Raises ``ConditionsUnusable``.
    """
    check(conditions, Repair.REQUEUE)
    count = owe_again(find_matching(conditions, Repair.REQUEUE))
    _tell_replayed(conditions, Repair.REQUEUE, count, actor, at)
    return count


@transaction.atomic
def backfill_deliveries(
    *, conditions: Conditions, actor: uuid.UUID | None, at: dt.datetime
) -> int:
    """Owe a consumer those events of the past of which it has no delivery. Returns how many.

    It is for a consumer that came later than what it should know. Deliveries
    that were settled and forgotten are owed again, too.

    Emits ``DeliveriesReplayed``. Raises ``ConditionsUnusable``.
    """
    check(conditions, Repair.BACKFILL)
    consumer = next(
        each for each in find_consumers() if each.name == conditions.consumer
    )
    found = find_never_owed(conditions).order_by("pk").values_list("pk", "stream")
    # Locked, so that retention doesn't delete them before they are owed.
    rows = iter(list(found.select_for_update(no_key=True)))
    count = 0
    while some := list(islice(rows, WRITTEN_AT_ONCE)):
        Delivery.objects.bulk_create(
            [
                Delivery(
                    event_id=event,
                    consumer=consumer.name,
                    lane=consumer.lane,
                    stream=stream if consumer.ordered else None,
                    max_attempts=consumer.max_attempts,
                    due_at=Now(),
                )
                for event, stream in some
            ],
            # An emitter of the same moment may have been first.
            ignore_conflicts=True,
        )
        count += len(some)
    _tell_replayed(conditions, Repair.BACKFILL, count, actor, at)
    return count


@transaction.atomic
def cancel_deliveries(
    *, conditions: Conditions, actor: uuid.UUID | None, at: dt.datetime
) -> int:
    """Give up what is owed, dead or orphaned. Returns how many were given up.

    Emits ``DeliveriesCancelled``. Raises ``ConditionsUnusable``.
    """
    return _cancel(conditions, Repair.CANCEL, actor, at)


@transaction.atomic
def cancel_dead(
    *, conditions: Conditions, actor: uuid.UUID | None, at: dt.datetime
) -> int:
    """Give up what is dead or orphaned, and nothing that is owed. Returns how many.

    Emits ``DeliveriesCancelled``. Raises ``ConditionsUnusable``.
    """
    return _cancel(conditions, Repair.CANCEL_DEAD, actor, at)


def owe_again(deliveries: DeliveryQuerySet) -> int:
    """Owe them from now on, with all their attempts. Returns how many they are."""
    return deliveries.update(
        state=Delivery.State.OWED,
        available_at=Now(),
        # From now on it is late, not from when the event was recorded.
        due_at=Now(),
        attempts=0,
        done_at=None,
        last_error="",
        lease_token=None,
        lease_until=None,
    )


def _cancel(
    conditions: Conditions, what: Repair, actor: uuid.UUID | None, at: dt.datetime
) -> int:
    check(conditions, what)
    count = find_matching(conditions, what).update(
        state=Delivery.State.CANCELLED,
        done_at=Now(),
        lease_token=None,
        lease_until=None,
    )
    if count:
        emit(
            DeliveriesCancelled(
                occurred_at=at,
                consumer=conditions.consumer or "",
                count=count,
                conditions=conditions.describe(),
            ),
            actor=actor,
        )
    return count


def _tell_replayed(
    conditions: Conditions,
    how: Repair,
    count: int,
    actor: uuid.UUID | None,
    at: dt.datetime,
) -> None:
    if not count:
        return
    replayed: Event = DeliveriesReplayed(
        occurred_at=at,
        consumer=conditions.consumer or "",
        count=count,
        how=how.value,
        conditions=conditions.describe(),
    )
    emit(replayed, actor=actor)
