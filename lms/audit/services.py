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
