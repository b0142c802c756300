"""A course as its archive says it, read and checked, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "ar", "en")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where. ``line`` is 0 where it is the whole file."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class PartText:
    """One part of a step: its kind, what it says, and how that was written."""

    kind: str
    data: Any
    source: str
    line: int
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    """On which line each field stands, counted from ``line``."""

    def line_of(self, path: tuple[str | int, ...]) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.line + self.lines.get(path, 0) if path else self.line


@dataclass(frozen=True, slots=True)
class StepText:
    """One step of a lesson in one language."""

    key: str
    title: str
    line: int
    parts: list[PartText] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LessonFolder:
    """One lesson, its steps by language, its files by path."""

    folder: str
    data: Mapping[str, Any]
    steps: Mapping[str, list[StepText]]
    texts: Mapping[str, str]
    """``lesson.yaml``, ``fr.md``, ``ar.md`` as they were written."""
    pictures: Mapping[str, Path]
    programs: Mapping[str, str]
    """``code/KEY/starter.py`` and so on."""


@dataclass(frozen=True, slots=True)
class ModuleFolder:
    """One module and its lessons."""

    folder: str
    data: Mapping[str, Any]
    text: str
    lessons: tuple[LessonFolder, ...]
    programs: Mapping[str, str]
    """Python files its exercises can import."""


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """A whole course."""

    data: Mapping[str, Any]
    text: str
    modules: tuple[ModuleFolder, ...]
