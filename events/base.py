"""The base class of all events, the register of their wire names, and how they are read back."""

import datetime as dt
import os
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(max_length=200, pattern=r"^[\w.:*-]*$")]
"""A word of ours, without a space, or none: the one kind of text that an event may carry."""

_OF_EVERY_EVENT = {"event_id", "occurred_at"}

_register: dict[str, type["Event"]] = {}


class UnknownEvent(Exception):
    """A stored event has a wire name that no class of the catalogue bears."""


class Undecodable(Exception):
    """What is stored as the data of an event is none."""


class SchemaTooNew(Exception):
    """A stored event was written by a later release than the one that reads it."""


def uuid7() -> uuid.UUID:
    """Return a UUID that sorts by the time it was made (RFC 9562), as Python 3.11 has none."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


class Event(BaseModel):
    """A fact: something that has happened and will not un-happen.

    Subclasses live in ``events.catalogue``, are named in the past tense and
    carry keys and plain values, never model instances, names or addresses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    """Wire name, ``area.subject.action``."""

    schema_version: ClassVar[int] = 1
    """Raised by a breaking change, which brings the way up from the one before."""

    ways_up: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """For each earlier version, what makes its data that of the next."""

    event_id: uuid.UUID = Field(default_factory=uuid7)
    occurred_at: dt.datetime

    @property
    def stream(self) -> str:
        """What the fact is about, ``kind:key``; facts of one stream are in order."""
        raise NotImplementedError

    @property
    def data(self) -> dict[str, Any]:
        """What only this kind of event tells, ready for JSON."""
        return self.model_dump(mode="json", exclude=_OF_EVERY_EVENT)

    def dump_data(self) -> str:
        """``data`` as JSON; in one go, because a learner waits for it."""
        return self.model_dump_json(exclude=_OF_EVERY_EVENT)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            return
        if cls.name in _register:
            raise TypeError(f"two events are named {cls.name!r}")
        _register[cls.name] = cls


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvent:
    """An event with the place the database gave it."""

    event: Event
    stream: str
    version: int
    """Place in the stream, from 1, without gaps; newest is greatest."""
    recorded_at: dt.datetime
    """When it was stored, by the database's clock."""
    actor_key: uuid.UUID | None = None
    """Who made it true; nobody, if time or a machine did."""


def find_event_types() -> Mapping[str, type[Event]]:
    """All events of the imported catalogue, by wire name."""
    return dict(sorted(_register.items()))


def load(
    name: str, payload: Mapping[str, Any], *, schema_version: int | None = None
) -> Event:
    """Rebuild a stored event, bringing it up from an earlier version of its schema.

    Fields this version doesn't know are ignored, so that during a deploy an
    old worker can still read what a new web process has written.

    Raises ``UnknownEvent``, ``SchemaTooNew`` or pydantic's ``ValidationError``.
    """
    event_type = _register.get(name)
    if event_type is None:
        raise UnknownEvent(name)
    written = schema_version or event_type.schema_version
    if written > event_type.schema_version:
        raise SchemaTooNew(f"{name} v{written}")
    fields = dict(payload)
    for version in range(written, event_type.schema_version):
        fields = event_type.ways_up[version](fields)
    return event_type.model_validate(fields, extra="ignore")
