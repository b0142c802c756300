import datetime as dt

import pytest
from django.utils import timezone

from events.subscriptions import NotYet
from lms.notifications import actors, services
from lms.notifications.models import Digest, Dispatch, Mailbox, Notification
from tests.factories.notifications import NOON, states, tell, want

A_YEAR_ON = NOON + dt.timedelta(days=366)
LATER = A_YEAR_ON + dt.timedelta(days=1)


def write(educator, **state):
    """One notification with its letter, in a state of our choice."""
    want(educator)
    [notification] = tell(educator)
    Dispatch.objects.filter(notification=notification).update(**state)


@pytest.mark.parametrize("state", Dispatch.CERTAIN)
def test_letter_goes_after_a_year_with_what_it_told(educator, state):
    write(educator, state=state, settled_at=NOON)

    early = services.prune_notifications(at=NOON + dt.timedelta(days=364))
    due = services.prune_notifications(at=A_YEAR_ON)
    again = services.prune_notifications(at=A_YEAR_ON)

    assert (early, due, again) == (0, 2, 0)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("state", ["owed", "connecting", "handed"])
def test_letter_that_may_still_be_sent_stays(educator, state):
    write(educator, state=state)

    assert services.prune_notifications(at=A_YEAR_ON) == 0
    assert Notification.objects.count() == 1


def test_unknown_letter_stays_until_somebody_has_looked(educator):
    write(educator, state="unknown", unknown_since=NOON, settled_at=NOON)
    key = Dispatch.objects.get().key

    unseen = services.prune_notifications(at=A_YEAR_ON)
    noted = services.note_unknown(dispatch_keys=[key], at=A_YEAR_ON)
    again = services.note_unknown(dispatch_keys=[key], at=LATER)

    assert (unseen, noted, again) == (0, 1, 0)
    assert services.prune_notifications(at=A_YEAR_ON) == 2


def test_digest_goes_after_its_letter_and_not_before(educator):
    tell(educator)
    tell(educator)
    digest = Digest.objects.get()
    services.close_digest(digest_key=digest.key, at=digest.window_end)
    assert states() == ["digested", "digested", "owed"]

    waiting = services.prune_notifications(at=A_YEAR_ON)
    Dispatch.objects.filter(digest=digest).update(state="sent", settled_at=NOON)
    sent = services.prune_notifications(at=A_YEAR_ON)

    assert (waiting, sent) == (0, 3 + 1 + 2)
    assert not Digest.objects.exists()


def test_open_digest_stays(educator):
    tell(educator)

    assert services.prune_notifications(at=A_YEAR_ON) == 0


def test_numbers_of_a_mailbox_go_on(educator):
    write(educator, state="sent", settled_at=NOON)
    services.prune_notifications(at=A_YEAR_ON)

    [notification] = tell(educator, at=A_YEAR_ON)

    assert notification.seq == 2
    assert Mailbox.objects.get().last_seq == 2


def test_what_would_be_forgotten_at_once_is_not_told(educator):
    long_ago = timezone.now() - dt.timedelta(days=366)

    assert tell(educator, at=long_ago) == []
    assert not Notification.objects.exists()


def test_night_after_night_until_all_is_gone(educator, monkeypatch):
    monkeypatch.setattr("lms.notifications.services.pruning.PRUNED_AT_ONCE", 1)
    monkeypatch.setattr("lms.notifications.actors.FORGOTTEN_AT_MOST", 2)
    for _ in range(2):
        write(educator, state="sent", settled_at=NOON)

    for _ in range(2):
        with pytest.raises(NotYet):
            actors.forget_old_notifications(at=A_YEAR_ON)
    actors.forget_old_notifications(at=A_YEAR_ON)

    assert not Dispatch.objects.exists()
    assert not Notification.objects.exists()
