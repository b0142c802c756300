"""Settling: what becomes of a claimed delivery.

Each function is fenced: it changes no row whose lease another worker has taken
over.
"""

import datetime as dt
import random
import traceback
from collections.abc import Collection

from django.db.models import F, Value
from django.db.models.functions import Now

from events import failpoints
from events.delivery.claim import Claimed
from events.models import Delivery, DeliveryQuerySet
from events.subscriptions import DependencyDown

LONGEST_BACK_OFF_SECONDS = 15 * 60
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
    """Try again later, or if that was the last attempt, let it be dead."""
    if claim.attempts >= claim.max_attempts:
        bury(claim, error)
        return
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


def bury(claim: Claimed, error: Exception) -> None:
    """Let a delivery be dead: it waits for a person, and is never dropped."""
    _held([claim]).update(
        state=Delivery.State.DEAD,
        lease_token=None,
        lease_until=None,
        last_error=describe(error),
    )


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
