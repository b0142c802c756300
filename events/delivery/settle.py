"""Settling: what becomes of a claimed delivery.

Each function is fenced: it changes no row whose lease another worker has taken
over.
"""

import datetime as dt
import random
import traceback
from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from events import failpoints
from events.base import find_event_types
from events.catalogue.operations import DeliveryDeadLettered, OperationsEvent
from events.delivery.claim import Claimed
from events.log import tell
from events.models import Delivery, DeliveryQuerySet
from events.subscriptions import DependencyDown

LONGEST_BACK_OFF_SECONDS = 15 * 60
SHORTEST_WAIT = dt.timedelta(seconds=0.1)
LONGEST_ERROR = 4_000


def settle(claims: Collection[Claimed]) -> int:
    """Mark claims done, and return how many were still held.

    In the transaction of the effect it is the fence as well: its row locks keep
    everybody else from claiming them until the commit.
    """
    failpoints.reach("before_settle")
    count = _held(claims).update(
        state=Delivery.State.DONE, done_at=Now(), lease_token=None, lease_until=None
    )
    failpoints.reach("after_settle")
    return count


def fail(claim: Claimed, error: Exception) -> None:
    """Try again later."""
    failpoints.reach("before_failure")
    longest = min(LONGEST_BACK_OFF_SECONDS, 2**claim.attempts)
    # Anywhere up to the longest, so that what failed together isn't retried together.
    seconds = random.uniform(0, longest)  # noqa: S311 -- not a secret
    _held([claim]).update(
        available_at=Now() + Value(dt.timedelta(seconds=seconds)),
        lease_token=None,
        lease_until=None,
        last_error=describe(error),
    )
    failpoints.reach("after_failure")


def postpone(claim: Claimed, until: dt.datetime) -> None:
    """Put a claim back until then, because it is too early; the attempt doesn't count."""
    when = Value(until, output_field=DateTimeField())
    _held([claim]).update(
        # A time that is over must not make the lane spin.
        available_at=Greatest(when, Now() + Value(SHORTEST_WAIT)),
        due_at=when,
        attempts=F("attempts") - 1,
        lease_token=None,
        lease_until=None,
    )


@transaction.atomic
def bury(dead: Mapping[Claimed, Exception]) -> None:
    """Let deliveries of one consumer be dead: they wait for a person, and are never dropped.

    One event tells of them all; but none of those that were to deliver such events.
    """
    told = []
    for claim, error in dead.items():
        count = _held([claim]).update(
            state=Delivery.State.DEAD,
            lease_token=None,
            lease_until=None,
            last_error=describe(error),
        )
        if count and not _is_about_operations(claim):
            told.append(claim)
    if not told:
        return
    kinds = {claim.record.type for claim in told}
    tell(
        DeliveryDeadLettered(
            occurred_at=timezone.now(),
            consumer=told[0].consumer,
            count=len(told),
            event_type=kinds.pop() if len(kinds) == 1 else "",
        )
    )


def _is_about_operations(claim: Claimed) -> bool:
    event_type = find_event_types().get(claim.record.type)
    return event_type is not None and issubclass(event_type, OperationsEvent)


def renew(claim: Claimed, *, seconds: float) -> bool:
    """Hold a claim for so long from now, as often tried as it says; or tell that it is lost.

    In the transaction of an effect it is the fence as well.
    """
    end = Now() + Value(dt.timedelta(seconds=seconds))
    return bool(_held([claim]).update(lease_until=end, attempts=claim.attempts))


def extend(claims: Collection[Claimed]) -> None:
    """Hold claims for another lease from now; those that are lost stay lost."""
    lease = dt.timedelta(seconds=settings.EVENTS_LEASE_SECONDS)
    _held(claims).update(lease_until=Now() + Value(lease))


def release(claims: Collection[Claimed]) -> None:
    """Put claims back that nobody has worked on; the attempt doesn't count."""
    failpoints.reach("before_release")
    _held(claims).update(attempts=F("attempts") - 1, lease_token=None, lease_until=None)
    failpoints.reach("after_release")


def defer(claims: Collection[Claimed], error: DependencyDown) -> None:
    """Put claims back because a dependency is down; the attempt doesn't count."""
    later = {"available_at": Now() + Value(error.wait)} if error.wait else {}
    _held(claims).update(
        **later,
        attempts=F("attempts") - 1,
        deferrals=F("deferrals") + 1,
        lease_token=None,
        lease_until=None,
        last_error=describe(error),
    )


def describe(error: Exception) -> str:
    """The end of the traceback, which names the cause."""
    lines = "".join(traceback.format_exception(error))
    return lines[-LONGEST_ERROR:]


def _held(claims: Collection[Claimed]) -> DeliveryQuerySet:
    return Delivery.objects.owed().filter(
        pk__in=[claim.id for claim in claims],
        lease_token__in={claim.token for claim in claims},
    )
