import threading

import pytest

from events.bell import ring
from events.bell.threads import DrainThreads
from events.bell.watch import watch
from events.catalogue.learning import LessonStarted
from events.subscriptions import subscribe


@pytest.fixture
def heard():
    return []


@pytest.fixture
def listener(heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event)


class Patience:
    """Waits no time at all, and is over after so many waits."""

    def __init__(self, waits):
        self.waits = waits

    def __call__(self, seconds):
        self.waits -= 1
        return self.waits < 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("listener")
def test_watch_rings_what_is_owed_until_it_is_told_to_stop(start_lessons):
    rung = []
    start_lessons(2)

    watch(rung.append, Patience(3))

    assert rung == [{"tests": 2}] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("listener")
def test_watch_goes_on_when_the_ring_fails(start_lessons, caplog):
    start_lessons()

    def fail(owed):
        raise ConnectionError

    watch(fail, Patience(4))

    assert caplog.messages == ["the bell could not look"] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("listener")
def test_threads_deliver_what_was_owed_and_what_is_rung(start_lessons, heard):
    start_lessons(2)
    drains = DrainThreads(per_lane=2)

    drains.start()
    wait_until(lambda: len(heard) == 2)
    start_lessons()
    ring({"tests"})
    wait_until(lambda: len(heard) == 3)
    drains.stop()

    assert not [
        thread.name
        for thread in threading.enumerate()
        if thread.name in {"events-bell", "events-tests", "events-listener"}
    ]


def wait_until(is_so):
    pause = threading.Event()
    for _ in range(500):
        if is_so():
            return
        pause.wait(0.01)
    raise TimeoutError
