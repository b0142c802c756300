"""The journal of who looked at whose data. Each look is written, and kept for a year."""

import datetime as dt
import uuid

from lms.accounts.models import User
from lms.audit.models import Action, AuditEntry

LOOKS_KEPT_FOR = dt.timedelta(days=365)
PRUNED_AT_ONCE = 5_000


def record_look(
    *, actor: User, action: Action, subject_key: uuid.UUID, at: dt.datetime
) -> AuditEntry:
    return AuditEntry.objects.create(
        actor=actor, action=action, subject_key=subject_key, at=at
    )


def record_erasure(
    *, actor_key: uuid.UUID, subject_key: uuid.UUID, at: dt.datetime
) -> AuditEntry:
    """Who had a person erased; recording it again changes nothing."""
    entry, _ = AuditEntry.objects.get_or_create(
        action=Action.ERASED,
        subject_key=subject_key,
        defaults={"actor": User.objects.get(key=actor_key), "at": at},
    )
    return entry


def prune_looks(*, at: dt.datetime, at_most: int) -> int:
    """Delete looks that are a year old; that somebody was erased, and by whom, stays.

    Returns how many were deleted; fewer than ``at_most`` means all.
    """
    old = AuditEntry.objects.filter(at__lt=at - LOOKS_KEPT_FOR).exclude(
        action=Action.ERASED
    )
    pruned = 0
    while pruned < at_most:
        some = list(old.order_by("pk").values_list("pk", flat=True)[:PRUNED_AT_ONCE])
        if not some:
            break
        pruned += old.filter(pk__in=some).delete()[0]
    return pruned
