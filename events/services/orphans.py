import datetime as dt

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Now

from events.models import Delivery
from events.services.repairs import owe_again
from events.subscriptions import find_consumers

ORPHANED_AFTER = dt.timedelta(hours=1)
"""Within this time every release that drains has had its turn, that of a deploy under way too."""


@transaction.atomic
def sort_orphans() -> int:
    """Mark what is owed to consumers that no release knows; owe it again when they return.

    What a consumer was owed in a lane it has moved away from, moves after it.
    Returns how many are orphaned now.
    """
    consumers = find_consumers()
    names = [consumer.name for consumer in consumers]
    for consumer in consumers:
        moved = Delivery.objects.unsettled().filter(consumer=consumer.name)
        moved.exclude(lane=consumer.lane).update(lane=consumer.lane)
    owe_again(Delivery.objects.orphaned().filter(consumer__in=names))
    Delivery.objects.owed().filter(
        Q(lease_until=None) | Q(lease_until__lt=Now()),
        available_at__lt=Now() - Value(ORPHANED_AFTER),
    ).exclude(consumer__in=names).update(state=Delivery.State.ORPHANED)
    return Delivery.objects.orphaned().count()
