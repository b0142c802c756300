"""How long events and deliveries are kept, and letting go of what is older.

An event is kept for good unless its kind stands here. Nothing is ever let go of
while a consumer is owed it, or is dead and waits for a person.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from events.catalogue.learning import (
    DigestOpened,
    DispatchOwed,
    NotificationCreated,
    NotificationsRead,
)
from events.catalogue.operations import (
    CalendarStruck,
    DeliveryDeadLettered,
    LanePaused,
    LaneResumed,
)
from events.catalogue.outside import InboundAccepted, WebhookTested
from events.models import Delivery, EventRecord, Fanout, Stream

PRUNED_AT_ONCE = 5_000

SETTLED_KEPT_FOR = dt.timedelta(days=7)

# Chatter of the product with itself: what it tells stands in a table of its own,
# or is of interest only while it is news.
KEPT_FOR: Mapping[str, dt.timedelta] = {
    CalendarStruck.name: dt.timedelta(days=7),
    NotificationCreated.name: dt.timedelta(days=7),
    NotificationsRead.name: dt.timedelta(days=7),
    DispatchOwed.name: dt.timedelta(days=7),
    DigestOpened.name: dt.timedelta(days=7),
    DeliveryDeadLettered.name: dt.timedelta(days=365),
    LanePaused.name: dt.timedelta(days=90),
    LaneResumed.name: dt.timedelta(days=90),
    InboundAccepted.name: dt.timedelta(days=90),
    WebhookTested.name: dt.timedelta(days=30),
}

# What has a stream to itself: one letter, one digest. Of each nothing else is told.
ALONE = frozenset({DispatchOwed.name, DigestOpened.name})


def prune_deliveries(*, before: dt.datetime, at_most: int | None = None) -> int:
    """Delete deliveries that were settled before then, some thousand at a time.

    Never what is owed, dead or orphaned, however old: that waits for a person.
    Returns how many were deleted; fewer than ``at_most`` means all.
    """
    settled = Delivery.objects.settled().filter(done_at__lt=before)
    pruned = 0
    while at_most is None or pruned < at_most:
        some = list(settled.values_list("pk", flat=True)[:PRUNED_AT_ONCE])
        if not some:
            break
        # Asked again: meanwhile one may have been replayed.
        count, _ = settled.filter(pk__in=some).delete()
        pruned += count
    return pruned


def prune_events(*, at: dt.datetime, at_most: int | None = None) -> int:
    """Delete events that are older than their kind is kept, some thousand at a time.

    Never one of which a delivery is owed, dead or orphaned. Returns how many
    were deleted; fewer than ``at_most`` means all.
    """
    pruned = 0
    for name, kept_for in KEPT_FOR.items():
        old = EventRecord.objects.filter(type=name, recorded_at__lt=at - kept_for)
        while at_most is None or pruned < at_most:
            count = _prune_some(old, is_alone=name in ALONE)
            if not count:
                break
            pruned += count
    return pruned


@transaction.atomic
def _prune_some(old: models.QuerySet[EventRecord], *, is_alone: bool) -> int:
    waiting = Delivery.objects.unsettled().filter(event=OuterRef("pk"))
    # Locked: whoever would owe one of them anew waits, and finds it gone.
    some = list(
        old.filter(~Exists(waiting))
        .select_for_update()
        .order_by("pk")
        .values_list("pk", flat=True)[:PRUNED_AT_ONCE]
    )
    # What was replayed meanwhile keeps its delivery, and with it its event.
    Delivery.objects.settled().filter(event__in=some).delete()
    free = EventRecord.objects.filter(pk__in=some, deliveries=None)
    gone = list(free.values_list("pk", flat=True))
    Fanout.objects.filter(event__in=gone).delete()
    records = EventRecord.objects.filter(pk__in=gone)
    if is_alone:
        streams = list(records.values_list("stream", flat=True))
        Stream.objects.filter(stream__in=streams).delete()
    records.delete()
    return len(gone)
