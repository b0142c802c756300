"""The base class of all events, and the register of their wire names."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

_register: dict[str, type["Event"]] = {}


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

    event_id: uuid.UUID = Field(default_factory=uuid.uuid4)
    occurred_at: dt.datetime

    @property
    def stream(self) -> str:
        """What the fact is about, ``kind:key``; facts of one stream are in order."""
        raise NotImplementedError

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            return
        if cls.name in _register:
            raise TypeError(f"two events are named {cls.name!r}")
        _register[cls.name] = cls


def load(name: str, payload: dict[str, Any]) -> Event:
    """Rebuild a stored event.

    Fields this version doesn't know are ignored, so that during a deploy an
    old worker can still read what a new web process has written.
    """
    return _register[name].model_validate(payload, extra="ignore")
