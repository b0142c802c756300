"""What is learned of a letter after it has gone: that it arrived, came back, or wasn't wanted."""

import datetime as dt
import uuid
from typing import Literal

from django.db import transaction

from lms.notifications.models import Dispatch, Suppression
from lms.notifications.services.mailbox import lock_mailbox
from lms.notifications.services.suppressing import suppress_address

Fate = Literal["delivered", "bounced", "complained"]

State = Dispatch.State
GONE = (State.HANDED, State.SENT, State.UNKNOWN)


@transaction.atomic
def record_fate(*, message_ref: str, fate: Fate, at: dt.datetime) -> bool:
    """Write down what became of a letter that went out, by its Message-ID.

    To an address that it came back from, or where it wasn't wanted, nothing more is
    sent. Of a letter that the ledger doesn't have nothing is written: mails about
    passwords aren't in it. Returns whether it was one of ours; saying it again
    changes nothing. Emits ``AddressBounced`` or ``AddressComplained``.
    """
    dispatch = _find_locked(message_ref)
    if dispatch is None or dispatch.state not in (*GONE, State.FAILED):
        return False
    if dispatch.state in GONE:
        dispatch.state = State.FAILED if fate == "bounced" else State.SENT
        dispatch.unknown_since = None
        dispatch.lease_until = None
        dispatch.settled_at = dispatch.settled_at or at
        if fate == "bounced":
            dispatch.reason = "it came back"
        dispatch.save()
    if fate == "bounced":
        suppress_address(dispatch, reason=Suppression.Reason.BOUNCED, at=at)
    elif fate == "complained":
        suppress_address(dispatch, reason=Suppression.Reason.COMPLAINED, at=at)
    return True


def _find_locked(message_ref: str) -> Dispatch | None:
    # Some name it without its angle brackets.
    named = message_ref.strip().strip("<>")
    try:
        key = uuid.UUID(named.partition("@")[0])
    except ValueError:
        return None
    letters = Dispatch.objects.filter(key=key, message_ref=f"<{named}>")
    owner = letters.values_list("recipient_id", flat=True).first()
    if owner is None:
        return None
    lock_mailbox(owner)
    return letters.select_related("recipient").first()
