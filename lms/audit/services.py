"""The journal of who looked at whose data. Each look is written, none is taken back."""

import datetime as dt
import uuid

from lms.accounts.models import User
from lms.audit.models import Action, AuditEntry


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
