"""Subscribing: who hears which event, in which lane, and what counts as a refusal.

Only ``actors`` modules import this one; ``config.workers`` lists them.
"""

import datetime as dt
import inspect
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from events.base import Event, StoredEvent
from events.timetable import Daily, Every, Rule

__all__ = [
    "Consumer",
    "DependencyDown",
    "Family",
    "NotYet",
    "PermanentError",
    "SomeFailed",
    "StoredEvent",
    "find_consumers",
    "find_family_lanes",
    "find_lanes",
    "find_subscribers",
    "is_of_family",
    "periodic",
    "register_family",
    "subscribe",
]

Handler = TypeVar("Handler", bound=Callable[..., int | None])

NAME_LENGTH = 48
MAX_ATTEMPTS = 12


class PermanentError(Exception):
    """A delivery that can never succeed; it is dead at once, and a person sees it."""


class DependencyDown(Exception):
    """What the lane depends on doesn't answer; the lane waits and no attempt is burnt.

    With ``wait`` it is probed after that long, and something else that is due
    goes first then.
    """

    def __init__(self, *args: object, wait: dt.timedelta | None = None) -> None:
        super().__init__(*args)
        self.wait = wait


class NotYet(Exception):
    """It is too early, or there is more to do: once more from then on, and no attempt is burnt."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class SomeFailed(Exception):
    """Of a batch, the events with these ids failed, and why; the others are done.

    ``NotYet`` is no failure, but may stand among them.
    """

    def __init__(self, failures: Mapping[uuid.UUID, Exception]) -> None:
        super().__init__(f"{len(failures)} failed")
        self.failures = failures


@dataclass(frozen=True, kw_only=True, slots=True)
class Consumer:
    """Something that is owed every event of some kinds, or struck by the calendar."""

    name: str
    events: tuple[type[Event], ...]
    lane: str
    handler: Callable[..., int | None]
    batch: int | None = None
    """None: in the transaction that settles it. Else outside of any, so many at once at most."""
    together: int | None = None
    """How many it is handed at once, at most, in the transaction that settles them."""
    fanout: int | None = None
    """How many of a large audience are told in one transaction, at most."""
    rule: Rule | None = None
    """When it is struck, if it is periodic work."""
    ordered: bool = False
    max_attempts: int = MAX_ATTEMPTS
    throws: tuple[type[Exception], ...] = ()
    down: tuple[type[Exception], ...] = ()
    rests: bool = False
    """What it is owed stays owed; nobody works on it."""


class Family(Protocol):
    """Consumers that people make and remove while processes run.

    Each is called ``family:key`` and has a lane of that name to itself, so that
    none keeps another waiting.
    """

    def __call__(self, *, lane: str | None = None) -> Sequence[Consumer]:
        """All of them, those that rest too; or the one of this lane, or none."""


_families: dict[str, Family] = {}
_consumers: dict[str, Consumer] = {}


def subscribe(
    *events: type[Event],
    lane: str,
    batch: int | None = None,
    together: int | None = None,
    fanout: int | None = None,
    ordered: bool = False,
    max_attempts: int = MAX_ATTEMPTS,
    throws: tuple[type[Exception], ...] = (),
    down: tuple[type[Exception], ...] = (),
) -> Callable[[Handler], Handler]:
    """Owe the decorated function every event of these kinds; its name names the consumer.

    Without ``batch`` it takes ``event`` and runs inside the transaction that
    settles the delivery: what it writes is written once. With ``batch`` it takes
    ``stored``, a sequence of ``StoredEvent``, runs outside any transaction and
    may be repeated with the same events: its effect has to be idempotent.

    With ``together`` it takes ``events`` and runs inside the transaction that
    settles them all; if it fails, it is run with fewer, and in the end with each
    alone. What it emits, it emits with the id of the event that brought it about.

    With ``fanout`` it takes ``event``, ``after`` and ``limit``: it tells those of a
    large audience that come after this cursor (0 at first), ``limit`` of them at
    most, and returns the cursor of the last it told, or None when nobody is left.
    Each such chunk is committed with its cursor, and a killed worker's successor
    goes on from there.

    ``ordered``: of one stream, one after the other; a dead one stops its stream.
    ``throws``: refusals that no second try can change. ``down``: what is raised
    when a dependency doesn't answer.
    """
    ways = {
        "stored": batch,
        "events": together,
        "event after limit": fanout,
    }
    chosen = [arguments for arguments, size in ways.items() if size]
    if len(chosen) > 1:
        raise TypeError("a consumer takes batches, or several together, or fans out")
    arguments = chosen[0].split() if chosen else ["event"]

    def register(handler: Handler) -> Handler:
        name = handler.__name__
        if nameless := [event for event in events if "name" not in vars(event)]:
            raise TypeError(f"{name} subscribes to {nameless}, which are never emitted")
        _register(
            Consumer(
                name=name,
                events=events,
                lane=lane,
                handler=handler,
                batch=batch,
                together=together,
                fanout=fanout,
                ordered=ordered,
                max_attempts=max_attempts,
                throws=throws,
                down=down,
            ),
            arguments,
        )
        return handler

    return register


def periodic(
    *,
    every: dt.timedelta | None = None,
    at: dt.time | None = None,
    lane: str = "calendar",
    max_attempts: int = MAX_ATTEMPTS,
    throws: tuple[type[Exception], ...] = (),
    down: tuple[type[Exception], ...] = (),
) -> Callable[[Handler], Handler]:
    """Run the decorated function every so often, or once a day ``at`` a time of the centre's clock.

    It takes ``at``, the time at which it was struck. It runs outside any
    transaction, may be repeated, and must be done within half a minute: what has
    more to do raises ``NotYet``. It is never owed twice: while it is under way,
    or being tried again, it isn't struck.
    """
    if every is not None and at is None:
        rule: Rule = Every(interval=every)
    elif at is not None and every is None:
        rule = Daily(at=at)
    else:
        raise TypeError("periodic work is due either every so often or at a time")

    def register(handler: Handler) -> Handler:
        _register(
            Consumer(
                name=handler.__name__,
                events=(),
                lane=lane,
                handler=handler,
                rule=rule,
                max_attempts=max_attempts,
                throws=throws,
                down=down,
            ),
            ["at"],
        )
        return handler

    return register


def _register(consumer: Consumer, arguments: Sequence[str]) -> None:
    name = consumer.name
    if name in _consumers:
        raise TypeError(f"two consumers are named {name!r}")
    if len(name) > NAME_LENGTH:
        raise TypeError(f"{name!r} is longer than {NAME_LENGTH}")
    if list(inspect.signature(consumer.handler).parameters) != list(arguments):
        wanted = " and ".join(repr(argument) for argument in arguments)
        raise TypeError(f"{name} has to take {wanted} and nothing else")
    _consumers[name] = consumer


def register_family(name: str, family: Family) -> None:
    """Let the consumers of a family be drained like all others.

    What they are owed is written by a consumer of its own, which every process knows.
    """
    if name in _families:
        raise TypeError(f"two families are named {name!r}")
    _families[name] = family


def is_of_family(lane: str) -> bool:
    """Whether the lane is that of one consumer of a family."""
    return lane.partition(":")[0] in _families and ":" in lane


def find_consumers(*, lane: str | None = None) -> tuple[Consumer, ...]:
    """All consumers this process knows, or those that work in one lane."""
    if lane is None:
        found = (one for family in _families.values() for one in family())
        return (*_consumers.values(), *found)
    if is_of_family(lane):
        family = _families[lane.partition(":")[0]]
        return tuple(one for one in family(lane=lane) if not one.rests)
    return tuple(one for one in _consumers.values() if one.lane == lane)


def find_subscribers(event_type: type[Event]) -> tuple[Consumer, ...]:
    """Whom an event of this kind is owed to."""
    return tuple(
        consumer for consumer in _consumers.values() if event_type in consumer.events
    )


def find_lanes() -> tuple[str, ...]:
    """The lanes anybody has subscribed in; they are the same for as long as a process lives."""
    return tuple(sorted({consumer.lane for consumer in _consumers.values()}))


def find_family_lanes() -> tuple[str, ...]:
    """The lanes of the families' consumers, but for those that rest; asks the database."""
    found = (one for family in _families.values() for one in family())
    return tuple(sorted(one.lane for one in found if not one.rests))
