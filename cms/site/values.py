"""What templates of the public site are given: frozen values, ready to show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to filter a list; its address holds the other filters, too."""

    title: str
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A page as lists show it."""

    title: str
    url: str
    summary: str
    kind: str
    kind_label: str
    is_demonstration: bool
    picture: Any = None
    """The image of the library, or ``None``."""
    date: dt.date | None = None
    start_time: dt.time | None = None
    closing_date: dt.date | None = None
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the registers gave, and the words under it."""

    value: int
    of: int | None
    is_percent: bool
    label: str
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; the first may have no heading."""

    title: str
    anchor: str
    blocks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module on the public page of its course."""

    code: str
    title: str
    summary: str
    hours: int
    lessons: tuple[str, ...]
    planned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoursePole:
    """The modules of a course that belong to one pole."""

    pole: str
    hours: int
    modules: tuple[ModuleLine, ...]
