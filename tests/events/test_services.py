import datetime as dt
import uuid

import pytest

from events import services
from events.catalogue.learning import LessonStarted
from events.models import Delivery
from events.services import Conditions
from events.subscriptions import PermanentError, subscribe

pytestmark = pytest.mark.django_db

NABIL = uuid.UUID(int=9)
NOW = dt.datetime(2030, 1, 2, tzinfo=dt.UTC)
OF_HEAR = Conditions(consumer="hear")


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

    count = services.replay_deliveries(conditions=OF_HEAR, actor=NABIL, at=NOW)
    owed = states()
    drain(failures_allowed=True)

    assert count == 2
    assert owed == [0, 0, 2]
    assert heard == once
    assert states() == [1, 1, 2]


def test_requeued_dead_gets_all_its_attempts_again(deliveries):
    services.requeue_dead(conditions=Conditions(), actor=NABIL, at=NOW)

    dead = Delivery.objects.order_by("id").last()
    assert (dead.state, dead.attempts, dead.last_error) == (0, 0, "")


def test_cancelled_is_neither_owed_nor_dead(deliveries):
    count = services.cancel_deliveries(conditions=OF_HEAR, actor=NABIL, at=NOW)

    assert count == 1
    assert states() == [1, 1, 3]
