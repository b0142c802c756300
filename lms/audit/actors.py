from collections.abc import Sequence

from events.catalogue.people import LearnerErased
from events.subscriptions import StoredEvent, subscribe
from lms.audit.services import record_erasure


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
