"""The fields of an archive's blocks: how each is checked, stored and written again."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
Faults = Iterator[tuple[Path, str]]
PICTURE = re.compile(r"^media/[A-Za-z0-9][A-Za-z0-9._-]*$")
KEY = re.compile(r"^[A-Za-z0-9_-]{1,60}$")


class Library(Protocol):
    """Where the pictures of one lesson are kept."""

    def get_image(self, path: str) -> int: ...

    def get_path(self, image: int) -> str: ...


class Field(Protocol):
    """One field. ``ids`` makes the id of a row from where it stands."""

    @property
    def needed(self) -> bool: ...

    def check(self, value: Any) -> Faults: ...

    def store(self, value: Any, ids: "Ids", library: Library) -> Any: ...

    def write(self, stored: Any, library: Library) -> Any: ...


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids that are the same in every language, and at every import."""

    root: uuid.UUID
    path: str = ""

    def below(self, name: str | int) -> "Ids":
        return Ids(self.root, f"{self.path}/{name}")

    def __str__(self) -> str:
        return str(uuid.uuid5(self.root, self.path))


@dataclass(frozen=True, slots=True)
class Text:
    """A text, Markdown or plain."""

    needed: bool = True

    def check(self, value: Any) -> Faults:
        if not isinstance(value, str):
            yield (), _("a text is expected here; write it in quotes")
        elif self.needed and not value.strip():
            yield (), _("this is empty")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return value or ""

    def write(self, stored: Any, library: Library) -> Any:
        return stored or None


@dataclass(frozen=True, slots=True)
class Key(Text):
    """A name that never changes."""

    def check(self, value: Any) -> Faults:
        if not isinstance(value, str) or not KEY.match(value):
            yield (), _("a key is made of letters a to z, digits, - and _")


@dataclass(frozen=True, slots=True)
class OneOf(Text):
    """One of a few words."""

    words: tuple[str, ...] = ()

    def check(self, value: Any) -> Faults:
        if value not in self.words:
            yield (
                (),
                _("one of these is expected: %(words)s")
                % {"words": ", ".join(self.words)},
            )


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Some of a few words."""

    words: tuple[str, ...]
    needed: bool = True

    def check(self, value: Any) -> Faults:
        if (
            not isinstance(value, list)
            or not value
            or any(word not in self.words for word in value)
        ):
            yield (
                (),
                _("some of these are expected: %(words)s")
                % {"words": ", ".join(self.words)},
            )

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return list(value)

    def write(self, stored: Any, library: Library) -> Any:
        return list(stored)


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no; not written where it is what it is unless said."""

    default: bool = False
    needed: bool = False

    def check(self, value: Any) -> Faults:
        if not isinstance(value, bool):
            yield (), _("true or false is expected here")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return self.default if value is None else value

    def write(self, stored: Any, library: Library) -> Any:
        return None if bool(stored) == self.default else bool(stored)


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two limits."""

    needed: bool = True
    least: float | None = None
    most: float | None = None

    def check(self, value: Any) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield (), _("a number is expected here")
        elif (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        ):
            yield (), _("this number is too small or too large")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return value

    def write(self, stored: Any, library: Library) -> Any:
        if isinstance(stored, float) and stored.is_integer():
            return int(stored)
        return stored


@dataclass(frozen=True, slots=True)
class Texts:
    """Several texts, a row each."""

    needed: bool = True

    def check(self, value: Any) -> Faults:
        if not isinstance(value, list) or (self.needed and not value):
            yield (), _("a list of texts is expected here")
            return
        for number, text in enumerate(value):
            yield from _below((number,), Text().check(text))

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return [
            _row(text, ids.below(number)) for number, text in enumerate(value or [])
        ]

    def write(self, stored: Any, library: Library) -> Any:
        return [row["value"] for row in stored or []] or None


@dataclass(frozen=True, slots=True)
class Lines(Texts):
    """Several short texts, kept one a line."""

    def check(self, value: Any) -> Faults:
        yield from Texts(self.needed).check(value)
        if isinstance(value, list) and any("\n" in str(text) for text in value):
            yield (), _("each of these is one line")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return "\n".join(value or [])

    def write(self, stored: Any, library: Library) -> Any:
        return [line for line in (stored or "").splitlines() if line.strip()] or None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the lesson's folder."""

    needed: bool = True

    def check(self, value: Any) -> Faults:
        if not isinstance(value, str) or not PICTURE.match(value):
            yield (), _("a picture lies in the lesson's folder: media/name.svg")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return library.get_image(value) if value else None

    def write(self, stored: Any, library: Library) -> Any:
        return library.get_path(stored) if stored else None


@dataclass(frozen=True, slots=True)
class Rows:
    """Things of the same shape, each with a key."""

    fields: Mapping[str, Field]
    needed: bool = True
    named_by: str = "key"

    def check(self, value: Any) -> Faults:
        if not isinstance(value, list) or (self.needed and not value):
            yield (), _("a list is expected here")
            return
        seen = set()
        for number, row in enumerate(value):
            yield from _below((number,), check_fields(row, self.fields))
            key = row.get(self.named_by) if isinstance(row, dict) else None
            if isinstance(key, str) and key in seen:
                yield (number,), _("the key “%(key)s” stands here twice") % {"key": key}
            seen.add(str(key))

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return [
            _row(
                store_fields(row, self.fields, ids.below(row[self.named_by]), library),
                ids.below(row[self.named_by]),
            )
            for row in value or []
        ]

    def write(self, stored: Any, library: Library) -> Any:
        return [
            write_fields(row["value"], self.fields, library) for row in stored or []
        ] or None


@dataclass(frozen=True, slots=True)
class Named:
    """Things under their names: ``{b1: {…}, b2: {…}}``, or ``{check_a: text}``."""

    fields: Mapping[str, Field]
    name: str = "key"
    only: str = ""
    """The one field that stands for the whole, if the thing is no mapping."""
    needed: bool = True

    def check(self, value: Any) -> Faults:
        if not isinstance(value, dict) or not value:
            yield (), _("names and what belongs to them are expected here")
            return
        for name, thing in value.items():
            yield from _below((name,), Key().check(name))
            inner = {self.only: thing} if self.only else thing
            yield from _below((name,), check_fields(inner, self.fields))

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        rows = []
        for name, thing in value.items():
            inner = {self.only: thing} if self.only else thing
            stored = store_fields(inner, self.fields, ids.below(name), library)
            rows.append(_row({self.name: name, **stored}, ids.below(name)))
        return rows

    def write(self, stored: Any, library: Library) -> Any:
        written = {}
        for row in stored:
            inner = write_fields(row["value"], self.fields, library)
            written[row["value"][self.name]] = inner[self.only] if self.only else inner
        return written


def check_fields(data: Any, fields: Mapping[str, Field]) -> Faults:
    """What is missing, unknown or wrong in a mapping."""
    if not isinstance(data, dict):
        yield (), _("fields are expected here: “name: value”")
        return
    for name, expected in fields.items():
        if data.get(name) is not None:
            yield from _below((name,), expected.check(data[name]))
        elif expected.needed:
            yield (), _("“%(name)s” is missing") % {"name": name}
    for name in data:
        if name not in fields:
            yield (name,), _("there is no field “%(name)s” here") % {"name": name}


def store_fields(
    data: Mapping[str, Any], fields: Mapping[str, Field], ids: Ids, library: Library
) -> dict[str, Any]:
    return {
        name: kind.store(data.get(name), ids.below(name), library)
        for name, kind in fields.items()
    }


def write_fields(
    stored: Mapping[str, Any], fields: Mapping[str, Field], library: Library
) -> dict[str, Any]:
    """Only what says something."""
    written = (
        (name, kind.write(stored.get(name), library)) for name, kind in fields.items()
    )
    return {name: value for name, value in written if value is not None}


def _row(value: Any, ids: Ids) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": str(ids)}


def _below(path: Path, faults: Faults) -> Faults:
    return ((path + inner, message) for inner, message in faults)
