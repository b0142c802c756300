"""Dramatiq's part: a broker that rings, and one actor a lane that answers.

Lanes of families, which come and go, share an actor that is told which it is.

Dramatiq's own retries, results and admin stay off. Attempts and what became of
them are the database's; a message that is lost is a ring that is lost.
"""

import math
import threading
import time
from collections.abc import Iterable, Mapping

import dramatiq
import redis
from django.db import close_old_connections, connections
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.middleware import (
    AgeLimit,
    Middleware,
    ShutdownNotifications,
    TimeLimit,
)

from events import delivery
from events.bell.pool import LanePool
from events.bell.prompt import PromptRedisBroker
from events.subscriptions import find_lanes, is_of_family

DELIVERIES_A_RING = 25
MOST_RINGS = 8

LONGEST_ANSWER_SECONDS = 30
"""Well under the time limit, which ends a thread wherever it happens to be."""

FAMILY_QUEUE = "families"

_actors: dict[str, "dramatiq.Actor[..., None]"] = {}
_stop = threading.Event()
_pool = LanePool(is_stopping=_stop.is_set)


class Draining(Middleware):
    """Lets a worker take one ring at a time, and put back what it has not begun when told to stop."""

    def before_worker_boot(
        self, broker: dramatiq.Broker, worker: dramatiq.Worker
    ) -> None:
        # A ring that lies here until later would keep another process idle.
        worker.queue_prefetch = 1

    def before_process_message(
        self, broker: dramatiq.Broker, message: dramatiq.MessageProxy
    ) -> None:
        # No message meets a connection that died since the last one.
        close_old_connections()

    def before_worker_shutdown(
        self, broker: dramatiq.Broker, worker: dramatiq.Worker
    ) -> None:
        _stop.set()
        _pool.stop(LONGEST_ANSWER_SECONDS)

    def before_worker_thread_shutdown(
        self, broker: dramatiq.Broker, thread: threading.Thread
    ) -> None:
        connections.close_all()


def make_broker(url: str) -> dramatiq.Broker:
    """Make the broker of an address, ``redis://`` or ``amqp://``, with our middleware only."""
    middleware = [
        AgeLimit(max_age=10_000),
        TimeLimit(time_limit=60_000),
        ShutdownNotifications(),
        Draining(),
    ]
    if url.startswith("amqp"):
        # Without a heartbeat a dead connection is never noticed.
        separator = "&" if "?" in url else "?"
        return RabbitmqBroker(
            url=f"{url}{separator}heartbeat=30",
            confirm_delivery=True,
            middleware=middleware,
        )
    # A broker that hangs must not hold a ring for minutes.
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5)
    return PromptRedisBroker(  # type: ignore[no-untyped-call] # as Dramatiq's own
        client=client,
        namespace="forsa",
        heartbeat_timeout=15_000,
        middleware=middleware,
    )


def declare(url: str) -> None:
    """Make the broker, and an actor for each lane."""
    dramatiq.set_broker(make_broker(url))
    declare_lanes()


def declare_lanes() -> None:
    """Make an actor for each lane that anybody has subscribed in so far, and one for families."""
    for lane in find_lanes():
        _get_actor(lane)
    _get_family_actor()


def send(lanes: Iterable[str]) -> None:
    """Ring each lane once."""
    for lane in lanes:
        _ring(lane)


def send_as_owed(owed: Mapping[str, int]) -> None:
    """Ring each lane as often as there is work for workers, within reason."""
    for lane, count in owed.items():
        most = 1 if is_of_family(lane) else MOST_RINGS
        for _ in range(min(most, math.ceil(count / DELIVERIES_A_RING))):
            _ring(lane)


def _ring(lane: str) -> None:
    if is_of_family(lane):
        _get_family_actor().send(lane)
    else:
        _get_actor(lane).send()


def _get_family_actor() -> "dramatiq.Actor[..., None]":
    if FAMILY_QUEUE not in _actors:
        # In threads of our own: however slow they are, those of Dramatiq stay
        # free for the other lanes.
        declare_actor = dramatiq.actor(actor_name="drain_lane", queue_name=FAMILY_QUEUE)
        _actors[FAMILY_QUEUE] = declare_actor(_pool.wake)
    return _actors[FAMILY_QUEUE]


def _get_actor(lane: str) -> "dramatiq.Actor[..., None]":
    if lane not in _actors:
        declare_actor = dramatiq.actor(actor_name=f"drain_{lane}", queue_name=lane)
        _actors[lane] = declare_actor(_Answer(lane).drain)
    return _actors[lane]


class _Answer:
    """Drains one lane, in one thread of the process at a time.

    A second ring during a drain makes it look once more, and takes no thread
    that another lane could use.
    """

    def __init__(self, lane: str) -> None:
        self._lane = lane
        self._is_busy = threading.Lock()
        self._was_rung = threading.Event()

    def drain(self) -> None:
        self._was_rung.set()
        if not self._is_busy.acquire(blocking=False):
            return
        try:
            end = time.monotonic() + LONGEST_ANSWER_SECONDS
            while self._was_rung.is_set() and time.monotonic() < end:
                self._was_rung.clear()
                if delivery.answer(self._lane, is_stopping=_stop.is_set):
                    self._was_rung.set()
        finally:
            self._is_busy.release()
