"""What a person may do about deliveries: owe them again, give them up, let go of what is settled."""

import datetime as dt

from django.db import transaction
from django.db.models.functions import Now

from events.models import Delivery, DeliveryQuerySet

PRUNED_AT_ONCE = 5_000


@transaction.atomic
def owe_again(*, deliveries: DeliveryQuerySet) -> int:
    """Deliver again what was done, is dead or was given up; effects are keyed, so nothing doubles.

    What is owed already stays as it is. Returns how many are owed again.
    """
    return deliveries.exclude(state=Delivery.State.OWED).update(
        state=Delivery.State.OWED,
        available_at=Now(),
        attempts=0,
        done_at=None,
        last_error="",
    )


@transaction.atomic
def cancel_deliveries(*, deliveries: DeliveryQuerySet) -> int:
    """Give up what is owed or dead. Returns how many were given up."""
    return deliveries.unsettled().update(
        state=Delivery.State.CANCELLED,
        done_at=Now(),
        lease_token=None,
        lease_until=None,
    )


def prune_settled(*, before: dt.datetime) -> int:
    """Delete deliveries that were settled before then, some thousand at a time.

    Never what is owed or dead, however old: that waits for a person. Events
    stay. Returns how many were deleted.
    """
    pruned = 0
    while True:
        settled = Delivery.objects.settled().filter(done_at__lt=before)
        some = list(settled.values_list("pk", flat=True)[:PRUNED_AT_ONCE])
        if not some:
            return pruned
        # Asked again: meanwhile one may have been replayed.
        count, _ = settled.filter(pk__in=some).delete()
        pruned += count
