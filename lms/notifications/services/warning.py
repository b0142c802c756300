"""Telling administrators of trouble: in the product, once, and of no more than they have read."""

import datetime as dt
import uuid

from lms.notifications import queries
from lms.notifications.models import Kind, Notification, Reason
from lms.notifications.services.mailbox import notify


def warn_administrators(*, watcher: str, at: dt.datetime) -> None:
    """Tell of each trouble that there is now; telling of it again changes nothing.

    Who hasn't read of the same yet isn't told that it has happened once more.
    """
    administrators = queries.find_administrators()
    for trouble in queries.find_troubles(watcher=watcher, at=at):
        kind = Kind(trouble.kind)
        know = set(
            Notification.objects.unread()
            .filter(kind=kind, params=dict(trouble.params))
            .values_list("recipient_id", flat=True)
        )
        incident = f"{kind}:{trouble.incident}"
        notify(
            audience=[one for one in administrators if one.pk not in know],
            kind=kind,
            reason=Reason.ADMINISTERS,
            params=trouble.params,
            dedupe_key=incident,
            event_id=uuid.uuid5(uuid.NAMESPACE_OID, incident),
            at=at,
        )
