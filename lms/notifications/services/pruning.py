"""Letting go of what people were told long ago, and of the letters it was told in."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef

from lms.notifications.models import Digest, Dispatch, Notification

KEPT_FOR = dt.timedelta(days=365)
PRUNED_AT_ONCE = 1_000


def prune_notifications(*, at: dt.datetime, at_most: int | None = None) -> int:
    """Delete letters, digests and notifications that are a year old, some hundred at a time.

    Never a letter that may still be sent, nor one of which nobody knows whether it
    arrived and nobody has looked at it; what such a letter tells stays with it.
    Returns how many rows were deleted; fewer than ``at_most`` means all.
    """
    before = at - KEPT_FOR
    pruned = 0
    for old in (_find_letters(before), _find_digests(before), _find_told(before)):
        while at_most is None or pruned < at_most:
            some = list(
                old.order_by("pk").values_list("pk", flat=True)[:PRUNED_AT_ONCE]
            )
            if not some:
                break
            old.filter(pk__in=some).delete()
            pruned += len(some)
    return pruned


def _find_letters(before: dt.datetime) -> models.QuerySet[Dispatch]:
    digest_to_send = Dispatch.objects.unsettled().filter(digest=OuterRef("gathered_in"))
    return (
        Dispatch.objects.settled()
        .filter(settled_at__lt=before)
        .exclude(Exists(digest_to_send))
    )


def _find_digests(before: dt.datetime) -> models.QuerySet[Digest]:
    return Digest.objects.exclude(state=Digest.State.OPEN).filter(
        window_end__lt=before, dispatches=None, gathered=None
    )


def _find_told(before: dt.datetime) -> models.QuerySet[Notification]:
    return Notification.objects.filter(created_at__lt=before, dispatches=None)
