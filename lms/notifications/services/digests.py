"""Closing a window: what was put aside in it becomes one letter, or none."""

import datetime as dt
import uuid

from django.db import transaction

from lms.notifications import queries
from lms.notifications.models import Digest, Dispatch, Mode
from lms.notifications.services.mailbox import lock_mailbox
from lms.notifications.services.planning import owe_digest

State = Dispatch.State


@transaction.atomic
def close_digest(*, digest_key: uuid.UUID, at: dt.datetime) -> None:
    """Move what a window gathered into its letter, and owe that; closing it again changes nothing.

    What was read in the product meanwhile, or isn't wanted any more, is left
    out; where nothing remains there is no letter. Emits ``DispatchOwed``.
    """
    digest = Digest.objects.select_related("recipient").get(key=digest_key)
    lock_mailbox(digest.recipient_id)
    digest.refresh_from_db(fields=["state"])
    if digest.state != Digest.State.OPEN:
        return
    for item in digest.gathered.pending().select_related("notification"):
        item.reason = _find_why_not(item)
        item.state = State.CANCELLED if item.reason else State.DIGESTED
        item.settled_at = at
        item.save(update_fields=["state", "reason", "settled_at"])
    is_wanted = digest.recipient.is_active and not queries.is_unsubscribed(
        digest.recipient, channel=digest.channel
    )
    if is_wanted and queries.find_gathered(digest).exists():
        digest.state = Digest.State.CLOSED
        owe_digest(digest, at=at)
    else:
        digest.state = Digest.State.EMPTY
    digest.save(update_fields=["state"])


def _find_why_not(item: Dispatch) -> str:
    notification = item.notification
    if notification is None or notification.read_at is not None:
        return "read in the product"
    if queries.is_taken_back(notification):
        return "announcement withdrawn"
    mode = queries.get_mode(
        item.recipient,
        kind=notification.kind,
        channel=item.channel,
        scope=queries.get_scope(notification.params),
    )
    return "not wanted" if mode == Mode.OFF else ""
