"""Sending what is owed: at most once, and what became of it is written down at each step.

    owed → connecting → handed → sent | failed | unknown

``connecting`` is committed before a worker speaks with the server, ``handed``
between the server's yes to the address and the first byte of the letter. Who
dies before ``handed`` has transmitted nothing, and the letter is sent by another.
Who dies after it leaves a letter of which nobody can say whether it arrived: it
is never sent again, it is listed, and its content goes into the next digest.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TypeGuard

from django.conf import settings
from django.db import transaction

from events.catalogue.learning import DispatchOutcomeUnknown
from events.outbox import emit
from lms.notifications import queries
from lms.notifications.carriers import (
    Carrier,
    CarrierDown,
    OutcomeUnknown,
    Refused,
    TriedInVain,
    open_carrier,
)
from lms.notifications.letters import get_message_ref, write_letter
from lms.notifications.models import Channel, Dispatch, Suppression
from lms.notifications.services.mailbox import lock_mailbox
from lms.notifications.services.obstacles import Obstacle, find_obstacle
from lms.notifications.services.planning import put_aside
from lms.notifications.services.suppressing import suppress_address

State = Dispatch.State
Clock = Callable[[], dt.datetime]


class NotDue(Exception):
    """The letter can't be sent before ``until``."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def send_letters(
    *, dispatch_keys: Iterable[uuid.UUID], clock: Clock, until: dt.datetime
) -> Mapping[uuid.UUID, Exception]:
    """Send what is owed over one connection, and return what stood in the way of which letter.

    What isn't begun at ``until`` is left for later. Sending a letter again
    changes nothing. Emits ``DispatchOutcomeUnknown`` and ``AddressBounced``.

    Raises ``CarrierDown`` if the server doesn't answer; what was sent, is.
    """
    failures: dict[uuid.UUID, Exception] = {}
    with open_carrier(Channel.EMAIL) as carrier:
        for position, key in enumerate(dispatch_keys):
            if position and (now := clock()) >= until:
                failures[key] = NotDue(now)
                continue
            try:
                _send(key, carrier, clock)
            except (NotDue, TriedInVain) as error:
                failures[key] = error
    return failures


def _send(key: uuid.UUID, carrier: Carrier, clock: Clock) -> None:
    dispatch = _begin(key, clock())
    if dispatch is None:
        return
    letter = write_letter(dispatch)
    try:
        carrier.prepare(letter)
        if not _hand_over(dispatch, clock()):
            carrier.give_up()
            return
        answer = carrier.transmit()
    except OutcomeUnknown as error:
        _settle(dispatch, State.UNKNOWN, str(error), clock())
    except Refused as refused:
        _settle_refused(dispatch, refused, clock())
    except (CarrierDown, TriedInVain) as error:
        _put_back(dispatch, str(error))
        raise
    else:
        _settle(dispatch, State.SENT, answer, clock())


@transaction.atomic
def note_unknown(*, dispatch_keys: Iterable[uuid.UUID], at: dt.datetime) -> int:
    """Somebody has looked at these letters of unknown outcome; returns how many are new to them."""
    return (
        Dispatch.objects.unknown()
        .filter(key__in=list(dispatch_keys), noted_at=None)
        .update(noted_at=at)
    )


@transaction.atomic
def _begin(key: uuid.UUID, at: dt.datetime) -> Dispatch | None:
    """Take a letter in hand if it is to be sent now; a crash from here on changes nothing."""
    dispatch = _get_locked(key)
    if dispatch is None or dispatch.state not in (
        State.OWED,
        State.CONNECTING,
        State.HANDED,
    ):
        return None
    if dispatch.lease_until is not None and dispatch.lease_until > at:
        raise NotDue(dispatch.lease_until)
    if dispatch.state == State.HANDED:
        # Whoever had it is gone.
        _become_unknown(dispatch, "nobody came back", at)
        return None
    if obstacle := find_obstacle(dispatch, at):
        _give_way(dispatch, obstacle, at)
        return None
    allowed = queries.get_hours(dispatch.recipient).find_next_allowed(at)
    if allowed > at:
        raise NotDue(allowed)
    dispatch.state = State.CONNECTING
    dispatch.attempts += 1
    dispatch.lease_token = uuid.uuid4()
    dispatch.lease_until = at + _get_lease()
    dispatch.save(update_fields=["state", "attempts", "lease_token", "lease_until"])
    return dispatch


@transaction.atomic
def _hand_over(dispatch: Dispatch, at: dt.datetime) -> bool:
    """Write down that the letter is about to leave; from here on it is never sent again.

    Returns False if it was cancelled meanwhile, or another has taken it over.
    """
    current = _get_locked(dispatch.key)
    if not _is_ours(current, dispatch) or current.state != State.CONNECTING:
        return False
    if obstacle := find_obstacle(current, at):
        _give_way(current, obstacle, at)
        return False
    current.state = State.HANDED
    current.settled_at = at
    current.lease_until = at + _get_lease()
    current.message_ref = get_message_ref(current)
    current.save(update_fields=["state", "settled_at", "lease_until", "message_ref"])
    return True


def _give_way(dispatch: Dispatch, obstacle: Obstacle, at: dt.datetime) -> None:
    dispatch.reason = obstacle.reason
    dispatch.lease_until = None
    if obstacle.state is None:
        dispatch.state = State.OWED
        put_aside(dispatch, at=at)
    else:
        dispatch.state = obstacle.state
        dispatch.settled_at = at
        dispatch.save(update_fields=["state", "settled_at", "lease_until", "reason"])


@transaction.atomic
def _settle_refused(dispatch: Dispatch, refused: Refused, at: dt.datetime) -> None:
    _settle(dispatch, State.FAILED, str(refused), at)
    if not refused.is_bad_address:
        return
    suppress_address(dispatch, reason=Suppression.Reason.BOUNCED, at=at)


@transaction.atomic
def _settle(dispatch: Dispatch, state: str, answer: str, at: dt.datetime) -> None:
    """Write down how it ended; who comes late with a certain answer still says it."""
    current = _get_locked(dispatch.key)
    if not _is_ours(current, dispatch):
        return
    if state == State.UNKNOWN:
        _become_unknown(current, answer, at)
        return
    current.state = state
    current.settled_at = at
    current.unknown_since = None
    current.lease_until = None
    if state == State.SENT:
        current.provider_ref = answer[:200]
    else:
        current.reason = answer[:200]
    current.save()


@transaction.atomic
def _put_back(dispatch: Dispatch, reason: str) -> None:
    """Nothing was accepted: it is owed as before."""
    current = _get_locked(dispatch.key)
    if not _is_ours(current, dispatch) or current.state == State.UNKNOWN:
        return
    current.state = State.OWED
    current.settled_at = None
    current.lease_until = None
    current.reason = reason[:200]
    current.save()


def _become_unknown(dispatch: Dispatch, reason: str, at: dt.datetime) -> None:
    dispatch.state = State.UNKNOWN
    dispatch.unknown_since = at
    dispatch.lease_until = None
    dispatch.reason = reason[:200]
    dispatch.save()
    if dispatch.digest is None:
        put_aside(dispatch, at=at)
    else:
        for item in dispatch.digest.gathered.all():
            put_aside(item, at=at)
    emit(
        DispatchOutcomeUnknown(
            occurred_at=at,
            person_key=dispatch.recipient.key,
            channel=dispatch.channel,
            dispatch_key=dispatch.key,
        )
    )


def _is_ours(current: Dispatch | None, ours: Dispatch) -> TypeGuard[Dispatch]:
    """Say whether nobody has cancelled the letter, or taken it over, since it was begun."""
    return (
        current is not None
        and current.lease_token == ours.lease_token
        and current.state in (State.CONNECTING, State.HANDED, State.UNKNOWN)
    )


def _get_locked(key: uuid.UUID) -> Dispatch | None:
    """Return a letter under its person's lock, which unsubscribing and digests take, too."""
    dispatches = Dispatch.objects.filter(key=key)
    owner = dispatches.values_list("recipient_id", flat=True).first()
    if owner is None:
        return None
    lock_mailbox(owner)
    return dispatches.select_related("recipient", "notification", "digest").first()


def _get_lease() -> dt.timedelta:
    """Return how long one step takes at most: a command waits for as long as the timeout."""
    return dt.timedelta(seconds=3 * settings.EMAIL_TIMEOUT + 2)
