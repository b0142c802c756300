"""Subscribing: who hears which event, in which lane, and what counts as a refusal.

Only ``actors`` modules import this one; ``config.workers`` lists them.
"""

import inspect
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from events.base import Event, StoredEvent

__all__ = [
    "Consumer",
    "DependencyDown",
    "PermanentError",
    "SomeFailed",
    "StoredEvent",
    "find_consumers",
    "find_lanes",
    "find_subscribers",
    "subscribe",
]

Handler = TypeVar("Handler", bound=Callable[..., None])

NAME_LENGTH = 48


class PermanentError(Exception):
    """A delivery that can never succeed; it is dead at once, and a person sees it."""


class DependencyDown(Exception):
    """What the lane depends on doesn't answer; the lane waits and no attempt is burnt."""


class SomeFailed(Exception):
    """Of a batch, the events with these ids failed, and why; the others are done."""

    def __init__(self, failures: Mapping[uuid.UUID, Exception]) -> None:
        super().__init__(f"{len(failures)} failed")
        self.failures = failures


@dataclass(frozen=True, kw_only=True, slots=True)
class Consumer:
    """Something that is owed every event of some kinds."""

    name: str
    events: tuple[type[Event], ...]
    lane: str
    handler: Callable[..., None]
    batch: int | None
    """None: one event, in the transaction that settles it. Else how many at once, at most."""
    ordered: bool
    max_attempts: int
    throws: tuple[type[Exception], ...]
    down: tuple[type[Exception], ...]


_consumers: dict[str, Consumer] = {}


def subscribe(
    *events: type[Event],
    lane: str,
    batch: int | None = None,
    ordered: bool = False,
    max_attempts: int = 12,
    throws: tuple[type[Exception], ...] = (),
    down: tuple[type[Exception], ...] = (),
) -> Callable[[Handler], Handler]:
    """Owe the decorated function every event of these kinds; its name names the consumer.

    Without ``batch`` it takes ``event`` and runs inside the transaction that
    settles the delivery: what it writes is written once. With ``batch`` it takes
    ``stored``, a sequence of ``StoredEvent``, runs outside any transaction and
    may be repeated with the same events: its effect has to be idempotent.

    ``ordered``: of one stream, one after the other; a dead one stops its stream.
    ``throws``: refusals that no second try can change. ``down``: what is raised
    when a dependency doesn't answer.
    """

    def register(handler: Handler) -> Handler:
        name = handler.__name__
        if name in _consumers:
            raise TypeError(f"two consumers are named {name!r}")
        if len(name) > NAME_LENGTH:
            raise TypeError(f"{name!r} is longer than {NAME_LENGTH}")
        argument = "event" if batch is None else "stored"
        if list(inspect.signature(handler).parameters) != [argument]:
            raise TypeError(f"{name} has to take {argument!r} and nothing else")
        if nameless := [event for event in events if "name" not in vars(event)]:
            raise TypeError(f"{name} subscribes to {nameless}, which are never emitted")
        _consumers[name] = Consumer(
            name=name,
            events=events,
            lane=lane,
            handler=handler,
            batch=batch,
            ordered=ordered,
            max_attempts=max_attempts,
            throws=throws,
            down=down,
        )
        return handler

    return register


def find_consumers(*, lane: str | None = None) -> tuple[Consumer, ...]:
    """All consumers this process knows, or those of one lane."""
    return tuple(
        consumer
        for consumer in _consumers.values()
        if lane is None or consumer.lane == lane
    )


def find_subscribers(event_type: type[Event]) -> tuple[Consumer, ...]:
    """Whom an event of this kind is owed to."""
    return tuple(
        consumer for consumer in _consumers.values() if event_type in consumer.events
    )


def find_lanes() -> tuple[str, ...]:
    return tuple(sorted({consumer.lane for consumer in _consumers.values()}))
