"""What may come between a letter and its sending, after it was owed."""

import datetime as dt
from dataclasses import dataclass

from lms.notifications import queries
from lms.notifications.models import Dispatch, Mode, Suppression
from lms.notifications.values import hash_address

LETTERS_A_DAY = 10
"""Single letters to one person; what is more waits for the digest."""
DAY = dt.timedelta(days=1)

State = Dispatch.State


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a letter isn't sent; ``state`` is what it comes to, None if it waits for the digest."""

    reason: str
    state: str | None


def find_obstacle(dispatch: Dispatch, at: dt.datetime) -> Obstacle | None:
    """Return what has come between since the letter was owed, if anything has."""
    person = dispatch.recipient
    notification = dispatch.notification
    if not person.is_active:
        return Obstacle("account closed", State.CANCELLED)
    if hash_address(person.email) != dispatch.address_hash:
        return Obstacle("address changed", State.CANCELLED)
    if _is_suppressed(dispatch):
        return Obstacle("address suppressed", State.SUPPRESSED)
    if notification is None:
        return _find_obstacle_to_digest(dispatch)
    if notification.read_at is not None:
        return Obstacle("read in the product", State.CANCELLED)
    if queries.is_taken_back(notification):
        return Obstacle("announcement withdrawn", State.CANCELLED)
    mode = queries.get_mode(
        person,
        kind=notification.kind,
        channel=dispatch.channel,
        scope=queries.get_scope(notification.params),
    )
    if mode == Mode.OFF:
        return Obstacle("not wanted", State.CANCELLED)
    if mode != Mode.INSTANT:
        return Obstacle("wanted in a digest", None)
    if queries.count_sent_since(person, since=at - DAY) >= LETTERS_A_DAY:
        return Obstacle("enough for a day", None)
    return None


def _find_obstacle_to_digest(dispatch: Dispatch) -> Obstacle | None:
    if queries.is_unsubscribed(dispatch.recipient, channel=dispatch.channel):
        return Obstacle("unsubscribed", State.CANCELLED)
    if dispatch.digest and not queries.find_gathered(dispatch.digest).exists():
        return Obstacle("read in the product", State.CANCELLED)
    return None


def _is_suppressed(dispatch: Dispatch) -> bool:
    return Suppression.objects.filter(
        address_hash=dispatch.address_hash, channel=dispatch.channel
    ).exists()
