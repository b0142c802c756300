import threading
import time

import pytest

from events.bell.threads import DrainThreads
from events.models import Delivery
from tests.events.webhooks.receiver import Receiver, say

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 15


@pytest.fixture
def threads(webhooks):
    threads = DrainThreads()
    threads.start()
    yield
    threads.stop()


@pytest.fixture
def slow():
    """Another system that answers only when the test lets it."""
    slow = Receiver()
    slow.go_on = threading.Event()

    def answer(handler):
        slow.go_on.wait(PATIENCE_SECONDS)
        say(200)(handler)

    slow.answers = [answer] * 3
    yield slow
    slow.go_on.set()
    slow.close()


def wait_for(condition):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def test_slow_endpoint_delays_no_other(
    slow, receiver, make_endpoint, start_lessons, threads
):
    make_endpoint(slow.url)
    make_endpoint(receiver.url)
    stored = start_lessons(3)

    wait_for(lambda: len(receiver.requests) == 3)
    still_waiting = len(slow.requests)
    slow.go_on.set()
    wait_for(lambda: len(slow.requests) == 3)
    wait_for(lambda: not Delivery.objects.owed().exists())

    assert still_waiting <= 1
    assert set(receiver.ids) == {str(one.event.event_id) for one in stored}


def test_endpoint_that_comes_later_is_sent_to_by_the_same_threads(
    receiver, make_endpoint, start_lessons, threads
):
    start_lessons()
    wait_for(lambda: not Delivery.objects.owed().exists())

    make_endpoint(receiver.url)
    (stored,) = start_lessons()
    wait_for(lambda: receiver.requests)

    assert receiver.ids == [str(stored.event.event_id)]
