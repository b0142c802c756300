import threading

import dramatiq
import pytest
from django.utils import timezone
from dramatiq import Message
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, ShutdownNotifications, TimeLimit

from events import services
from events.bell import workers
from events.bell.prompt import PromptRedisBroker
from events.catalogue.learning import LessonStarted
from events.models import Delivery
from events.subscriptions import Consumer, register_family, subscribe


@pytest.fixture
def broker(monkeypatch):
    broker = StubBroker()
    monkeypatch.setattr("events.bell.workers.make_broker", lambda url: broker)
    monkeypatch.setattr("events.bell.workers._actors", {})
    return broker


@pytest.fixture
def heard(broker):
    heard = []

    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event)

    workers.declare("redis://localhost")
    return heard


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://localhost:1", PromptRedisBroker),
        ("amqp://localhost:1", RabbitmqBroker),
    ],
)
def test_broker_has_our_middleware_and_no_other(url, kind):
    broker = workers.make_broker(url)

    assert type(broker) is kind
    assert [type(middleware) for middleware in broker.middleware] == [
        AgeLimit,
        TimeLimit,
        ShutdownNotifications,
        workers.Draining,
    ]


def test_rabbitmq_notices_a_dead_connection():
    broker = workers.make_broker("amqp://localhost:1/?blocked_connection_timeout=5")

    assert broker.parameters.heartbeat == 30


@pytest.mark.django_db
def test_ring_makes_a_worker_drain_the_lane(heard, broker, start_lessons):
    (stored,) = start_lessons()

    workers.send({"tests"})
    rings = broker.queues["tests"].qsize()
    broker.get_actor("drain_tests")()

    assert rings == 1
    assert heard == [stored.event]


@pytest.mark.django_db
def test_worker_that_is_rung_leaves_a_paused_lane_alone(heard, broker, start_lessons):
    services.pause_lane(lane="tests", actor=None, at=timezone.now())
    start_lessons()
    worker = broker.get_actor("drain_tests")

    worker()
    while_paused = len(heard)
    services.resume_lane(lane="tests", actor=None, at=timezone.now())
    worker()

    assert (while_paused, len(heard)) == (0, 1)


@pytest.mark.parametrize(("owed", "rings"), [(1, 1), (26, 2), (200, 8), (5000, 8)])
def test_bell_rings_as_often_as_there_is_work(heard, broker, owed, rings):
    workers.send_as_owed({"tests": owed})

    assert broker.queues["tests"].qsize() == rings


def test_declared_actors_have_a_queue_each(heard, broker):
    assert dramatiq.get_broker() is broker
    assert broker.get_declared_actors() == {"drain_tests", "drain_lane"}
    assert broker.get_actor("drain_tests").queue_name == "tests"


def test_lanes_of_a_family_share_a_queue_and_are_rung_by_name(broker):
    register_family("call", lambda *, lane=None: [])
    workers.declare("redis://localhost")

    workers.send_as_owed({"call:1": 200, "call:2": 1})
    rings = [
        Message.decode(broker.queues["families"].get())
        for _ in range(broker.queues["families"].qsize())
    ]

    assert [(ring.actor_name, ring.args) for ring in rings] == [
        ("drain_lane", ("call:1",)),
        ("drain_lane", ("call:2",)),
    ]


@pytest.mark.django_db(transaction=True)
def test_ring_of_a_family_is_answered_by_threads_of_its_own(broker, start_lessons):
    called = threading.Event()
    member = Consumer(
        name="call:1",
        events=(),
        lane="call:1",
        handler=lambda *, stored: called.set() or None,
        batch=1,
    )
    register_family("call", lambda *, lane=None: [member])
    workers.declare("redis://localhost")

    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        pass

    start_lessons()
    Delivery.objects.update(consumer="call:1", lane="call:1")
    broker.get_actor("drain_lane")("call:1")

    assert called.wait(10)


def test_worker_takes_one_ring_of_a_lane_at_a_time(broker):
    broker.add_middleware(workers.Draining())
    worker = dramatiq.Worker(broker, worker_threads=4)

    broker.emit_before("worker_boot", worker)

    assert worker.queue_prefetch == 1
