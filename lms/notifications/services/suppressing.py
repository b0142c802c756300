"""Sending nothing more to an address, whoever it belongs to."""

import datetime as dt

from events.catalogue.learning import AddressBounced, AddressComplained
from events.outbox import emit
from lms.notifications.models import Dispatch, Suppression

Reason = Suppression.Reason


def suppress_address(dispatch: Dispatch, *, reason: Reason, at: dt.datetime) -> None:
    """Write no more to where this letter went; doing it again changes nothing.

    Called in a transaction. Emits ``AddressBounced`` or ``AddressComplained``.
    """
    _, is_new = Suppression.objects.get_or_create(
        address_hash=dispatch.address_hash,
        channel=dispatch.channel,
        defaults={"reason": reason, "since": at},
    )
    if not is_new:
        return
    kind = AddressComplained if reason == Reason.COMPLAINED else AddressBounced
    emit(
        kind(
            occurred_at=at,
            person_key=dispatch.recipient.key,
            channel=dispatch.channel,
        )
    )
