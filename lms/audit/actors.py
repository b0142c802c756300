import datetime as dt
from collections.abc import Sequence

from events.catalogue.people import LearnerErased
from events.subscriptions import NotYet, StoredEvent, periodic, subscribe
from lms.audit.services import prune_looks, record_erasure

PRUNED_AT_MOST = 50_000


@subscribe(LearnerErased, lane="erasure", batch=50)
def note_erasures(*, stored: Sequence[StoredEvent]) -> None:
    """In batches only because who did it stands beside the event, not in it."""
    for entry in stored:
        event = entry.event
        if isinstance(event, LearnerErased) and entry.actor_key is not None:
            record_erasure(
                actor_key=entry.actor_key,
                subject_key=event.person_key,
                at=event.occurred_at,
            )


@periodic(at=dt.time(2, 30))
def forget_old_looks(*, at: dt.datetime) -> None:
    if prune_looks(at=at, at_most=PRUNED_AT_MOST) >= PRUNED_AT_MOST:
        raise NotYet(at)
