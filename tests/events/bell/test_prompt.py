import threading
import uuid

import dramatiq
import pytest
from dramatiq.errors import ConnectionClosed

from events.bell import prompt, workers


@pytest.fixture
def broker(redis_url):
    broker = workers.make_broker(redis_url)
    yield broker
    broker.close()


@pytest.fixture
def queue(broker):
    queue = f"quiet-{uuid.uuid4().hex}"
    yield queue
    broker.flush(queue)


def make_ring(queue):
    return dramatiq.Message(
        queue_name=queue, actor_name="drain", args=(), kwargs={}, options={}
    )


def test_consumer_of_a_quiet_queue_waits_until_it_is_rung(broker, queue, monkeypatch):
    monkeypatch.setattr(prompt, "WAIT_SECONDS", 3.0)
    consumer = broker.consume(queue, prefetch=1, timeout=1000)
    ring, was_rung = make_ring(queue), threading.Event()

    def send():
        was_rung.set()
        broker.enqueue(ring)

    threading.Timer(0.2, send).start()
    first = next(consumer)
    was_rung_first = was_rung.is_set()

    assert first is None
    assert was_rung_first
    assert next(consumer).message_id == ring.message_id


def test_ring_wakes_all_who_wait_and_one_of_them_gets_it(broker, queue):
    waiting = [broker.consume(queue, prefetch=1, timeout=1000) for _ in range(3)]
    ring, got = make_ring(queue), []

    def take(consumer):
        got.extend((next(consumer), next(consumer)))

    threads = [threading.Thread(target=take, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    broker.enqueue(ring)
    for thread in threads:
        thread.join()

    assert [one.message_id for one in got if one] == [ring.message_id]


def test_consumer_that_has_its_hands_full_takes_no_more(broker, queue):
    consumer = broker.consume(queue, prefetch=1, timeout=1000)
    rings = [make_ring(queue), make_ring(queue)]
    for ring in rings:
        broker.enqueue(ring)

    first, meanwhile = next(consumer), next(consumer)
    consumer.ack(first)
    second = next(consumer)

    assert meanwhile is None
    assert [first.message_id, second.message_id] == [one.message_id for one in rings]


def test_consumer_says_when_the_broker_is_gone(own_service):
    redis = own_service("redis")
    consumer = workers.make_broker(redis.url).consume("quiet", prefetch=1)
    next(consumer)
    redis.kill()

    with pytest.raises(ConnectionClosed):
        next(consumer)
