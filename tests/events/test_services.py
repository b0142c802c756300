import datetime as dt

import pytest
from django.utils import timezone

from events import services
from events.catalogue.learning import LessonStarted
from events.models import Delivery, EventRecord
from events.subscriptions import PermanentError, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    return set()


@pytest.fixture
def consumer(heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        if event.lesson_key.int > 1:
            raise PermanentError
        heard.add(event.event_id)


@pytest.fixture
def deliveries(consumer, start_lessons, drain):
    """Two done, one dead."""
    start_lessons(3)
    drain(failures_allowed=True)
    return Delivery.objects.all()


def states():
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_replay_delivers_again_and_ends_where_it_was(deliveries, heard, drain):
    once = set(heard)

    count = services.owe_again(deliveries=deliveries.settled())
    owed = states()
    drain(failures_allowed=True)

    assert count == 2
    assert owed == [0, 0, 2]
    assert heard == once
    assert states() == [1, 1, 2]


def test_requeued_dead_gets_all_its_attempts_again(deliveries):
    services.owe_again(deliveries=deliveries.dead())

    dead = Delivery.objects.order_by("id").last()
    assert (dead.state, dead.attempts, dead.last_error) == (0, 0, "")


def test_cancelled_is_neither_owed_nor_dead(deliveries):
    assert services.cancel_deliveries(deliveries=deliveries) == 1
    assert states() == [1, 1, 3]


def test_prune_forgets_the_settled_and_keeps_dead_and_events(deliveries, monkeypatch):
    monkeypatch.setattr("events.services.PRUNED_AT_ONCE", 1)
    now = timezone.now()

    early = services.prune_settled(before=now - dt.timedelta(days=1))
    late = services.prune_settled(before=now + dt.timedelta(days=1))

    assert (early, late) == (0, 2)
    assert states() == [2]
    assert EventRecord.objects.count() == 3
