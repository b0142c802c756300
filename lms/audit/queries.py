"""Who looked at a person's data."""

import datetime as dt
import uuid

from django.db.models import Max

from lms.accounts.models import User
from lms.audit.models import Action, AuditEntry


def find_readers_of_story(
    subject_key: uuid.UUID, *, limit: int
) -> list[tuple[User, dt.datetime]]:
    """Return who has opened a learner's story and when they last did, latest first."""
    looks = (
        AuditEntry.objects.filter(subject_key=subject_key, action=Action.SAW_STORY)
        .values("actor")
        .annotate(looked_at=Max("at"))
        .order_by("-looked_at")[:limit]
    )
    times = {look["actor"]: look["looked_at"] for look in looks}
    people = User.objects.in_bulk(times)
    return [(people[pk], looked_at) for pk, looked_at in times.items()]
