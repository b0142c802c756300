import threading

import pytest

from events.bell.pool import LanePool
from events.catalogue.learning import LessonStarted
from events.models import Delivery
from events.subscriptions import Consumer, register_family, subscribe

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 10


def make_member(name, handler):
    return Consumer(
        name=name,
        events=(),
        lane=name,
        handler=handler,
        batch=1,
        ordered=True,
    )


@pytest.fixture
def pool():
    stopped = threading.Event()
    pool = LanePool(is_stopping=stopped.is_set, at_once=2)
    yield pool
    stopped.set()
    pool.stop(PATIENCE_SECONDS)


@pytest.fixture
def family():
    members = {}
    register_family(
        "call",
        lambda *, lane=None: [
            make_member(name, handler)
            for name, handler in members.items()
            if lane in {None, name}
        ],
    )
    return members


@pytest.fixture
def owe(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        pass

    def owe_member(name, count):
        start_lessons(count)
        Delivery.objects.filter(consumer="hear").update(consumer=name, lane=name)

    return owe_member


def test_lane_that_waits_keeps_no_other_waiting(pool, family, owe):
    go_on, heard = threading.Event(), threading.Event()
    family["call:slow"] = lambda *, stored: go_on.wait(PATIENCE_SECONDS)
    family["call:quick"] = lambda *, stored: heard.set() or None
    owe("call:slow", 3)
    owe("call:quick", 1)

    pool.wake("call:slow")
    pool.wake("call:quick")
    was_heard = heard.wait(PATIENCE_SECONDS)
    go_on.set()

    assert was_heard


def test_lane_is_drained_to_its_end_by_one_thread_at_a_time(pool, family, owe):
    at_work, most, done = set(), [], threading.Event()

    def call(*, stored):
        at_work.add(threading.get_ident())
        most.append(len(at_work))
        if len(most) == 5:
            done.set()
        at_work.discard(threading.get_ident())

    family["call:1"] = call
    owe("call:1", 5)

    for _ in range(10):
        pool.wake("call:1")

    assert done.wait(PATIENCE_SECONDS)
    assert most == [1] * 5


def test_stopped_pool_takes_no_more_lanes(family, owe):
    heard = threading.Event()
    family["call:1"] = lambda *, stored: heard.set() or None
    owe("call:1", 1)
    pool = LanePool(is_stopping=lambda: True)

    pool.wake("call:1")
    pool.stop(PATIENCE_SECONDS)

    assert not heard.is_set()
    assert Delivery.objects.owed().count() == 1
