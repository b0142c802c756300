"""What each block of the archive is made of, and the rules beyond its single fields."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from cms.archive.fields import (
    Faults,
    Field,
    Flag,
    Ids,
    Key,
    Library,
    Lines,
    Named,
    Number,
    OneOf,
    Picture,
    Rows,
    SomeOf,
    Text,
    Texts,
    check_fields,
)

_BLANK = re.compile(r"\[\[([A-Za-z0-9_-]+)\]\]")
_REQUIRED: dict[str, Field] = {"required": Flag(default=True)}
_OPTION: dict[str, Field] = {"key": Key(), "text": Text()}
_ASKING: dict[str, Field] = {"key": Key(), **_REQUIRED, "prompt": Text()}
_HELP: dict[str, Field] = {
    "hints": Texts(needed=False),
    "explanation": Text(needed=False),
}
_CHOICES = Rows({"key": Key(), "text": Text(), "right": Flag(), "feedback": Text()})
_PERCENT = Number(least=0, most=100)
_AREA: dict[str, Field] = {
    "key": Key(),
    "x": _PERCENT,
    "y": _PERCENT,
    "w": _PERCENT,
    "h": _PERCENT,
    "label": Text(),
    "right": Flag(),
}
_GAP: dict[str, Field] = {"accept": Lines(), "choices": Lines(needed=False)}


class Truth(Text):
    """What is true of a sample: a word, boxes or spans. Stored one a line."""

    needed = False

    def check(self, value: Any) -> Faults:
        if isinstance(value, list):
            for number, row in enumerate(value):
                if not isinstance(row, dict) or set(row) not in (_BOX, _SPAN):
                    yield (
                        (number,),
                        _("boxes are {label, x, y, w, h}, spans {label, text}"),
                    )
        elif not isinstance(value, str):
            yield (), _("a text or a list is expected here")

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        if isinstance(value, list):
            return "\n".join(_write_line(row) for row in value)
        return value or ""

    def write(self, stored: Any, library: Library) -> Any:
        return stored or ""


class Pass:
    """What share of the samples has to be right, and how boxes are compared."""

    needed = True

    def check(self, value: Any) -> Faults:
        fields: dict[str, Field] = {
            "share": _SHARE,
            "iou": replace(_SHARE, needed=False),
        }
        return check_fields(value, fields)

    def store(self, value: Any, ids: Ids, library: Library) -> Any:
        return dict(value)

    def write(self, stored: Any, library: Library) -> Any:
        return stored


_SHARE = Number(least=0, most=1)
_BOX, _SPAN = {"label", "x", "y", "w", "h"}, {"label", "text"}


def _write_line(row: Mapping[str, Any]) -> str:
    if "text" in row:
        return f"{row['label']}: {row['text']}"
    return " ".join(str(row[name]) for name in ("label", "x", "y", "w", "h"))


def read_truth(task: str, stored: str) -> Any:
    """What the lines an editor sees say; raises ``ValueError`` where they say nothing."""
    lines = [line for line in stored.splitlines() if line.strip()]
    if task == "boxes":
        return [_read_box(line) for line in lines]
    if task == "span":
        spans = (line.partition(": ") for line in lines)
        return [{"label": label, "text": text} for label, _colon, text in spans]
    return stored


def _read_box(line: str) -> dict[str, Any]:
    label, *numbers = line.split()
    x, y, w, h = (float(n) if "." in n else int(n) for n in numbers)
    return {"label": label, "x": x, "y": y, "w": w, "h": h}


_SAMPLE: dict[str, Field] = {
    "key": Key(),
    "picture": Picture(needed=False),
    "text": Text(needed=False),
    "script": Text(needed=False),
    "truth": Truth(),
    "because": Text(needed=False),
}

SHAPES: dict[str, dict[str, Field]] = {
    "picture": {"picture": Picture(), "alt": Text(), "caption": Text(needed=False)},
    "callout": {
        "kind": OneOf(words=("tip", "warning", "example", "remember")),
        "text": Text(),
    },
    "audio": {"script": Text()},
    "one": {**_ASKING, "choices": _CHOICES, **_HELP},
    "many": {**_ASKING, "choices": _CHOICES, **_HELP},
    "order": {**_ASKING, "items": Rows(_OPTION), **_HELP},
    "match": {
        **_ASKING,
        "pairs": Rows({"key": Key(), "left": Text(), "right": Text()}),
        **_HELP,
    },
    "fill": {**_ASKING, "text": Text(), "blanks": Named(_GAP), **_HELP},
    "short": {**_ASKING, "accept": Lines(), **_HELP},
    "number": {
        **_ASKING,
        "answer": Number(),
        "tolerance": Number(needed=False, least=0),
        "unit": Text(needed=False),
        **_HELP,
    },
    "point": {
        **_ASKING,
        "picture": Picture(),
        "alt": Text(),
        "areas": Rows(_AREA),
        **_HELP,
    },
    "survey": {**_ASKING, "choices": Rows(_OPTION)},
    "reflection": {**_ASKING, "share": OneOf(words=("none", "educator"))},
    "hand-in": {
        **_ASKING,
        "accepts": SomeOf(("text", "photo", "file", "sound")),
        "criteria": Rows(_OPTION),
    },
    "class-activity": {
        "key": Key(),
        **_REQUIRED,
        "title": Text(),
        "minutes": Number(least=1),
        "material": Text(needed=False),
        "do": Texts(),
    },
    "code": {
        **_ASKING,
        "folder": Text(),
        **_HELP,
        "messages": Named({"text": Text()}, name="name", only="text"),
    },
    "annotate": {
        "key": Key(),
        **_REQUIRED,
        "task": OneOf(words=("boxes", "classify", "transcribe", "span")),
        "guideline": Text(),
        "labels": Rows(_OPTION, needed=False),
        "items": Rows(_SAMPLE),
        "pass": Pass(),
    },
}
QUESTIONS = frozenset(
    {"one", "many", "order", "match", "fill", "short", "number", "point", "survey"}
    | {"reflection"}
)
KEYLESS = frozenset({"text", "picture", "callout", "audio"})


def check_rules(kind: str, data: Mapping[str, Any]) -> Faults:
    """The rules that need more than one field; the fields themselves are right."""
    if kind in _RULES:
        yield from _RULES[kind](data)


def _check_choices(data: Mapping[str, Any]) -> Iterator[str]:
    return (row["key"] for row in data["choices"] if row.get("right"))


def _check_one(data: Mapping[str, Any]) -> Faults:
    right = len(list(_check_choices(data)))
    if right != 1:
        yield (
            ("choices",),
            _("%(count)s right choices, one is expected") % {"count": right},
        )


def _check_many(data: Mapping[str, Any]) -> Faults:
    if not list(_check_choices(data)):
        yield ("choices",), _("no choice is right")


def _check_fill(data: Mapping[str, Any]) -> Faults:
    named = set(_BLANK.findall(data["text"]))
    if named != set(data["blanks"]):
        keys = ", ".join(sorted(named ^ set(data["blanks"])))
        yield (
            ("blanks",),
            _("the text and “blanks” differ in: %(keys)s") % {"keys": keys},
        )


def _check_code(data: Mapping[str, Any]) -> Faults:
    if not re.match(r"^code/[A-Za-z0-9_-]+$", data["folder"]):
        yield ("folder",), _("programs lie in the lesson's folder: code/NAME")


def _check_samples(data: Mapping[str, Any]) -> Faults:
    if ("iou" in data["pass"]) != (data["task"] == "boxes"):
        yield ("pass",), _("pass is {share: …}, and for boxes {iou: …, share: …}")
    for number, row in enumerate(data["items"]):
        if "truth" not in row:
            yield ("items", number), _("“%(name)s” is missing") % {"name": "truth"}
        elif (data["task"] in {"boxes", "span"}) != isinstance(row["truth"], list):
            yield ("items", number), _("this truth doesn't fit the task")


_RULES: dict[str, Callable[[Mapping[str, Any]], Faults]] = {
    "one": _check_one,
    "many": _check_many,
    "fill": _check_fill,
    "code": _check_code,
    "annotate": _check_samples,
}


def describe(kind: str, data: Mapping[str, Any]) -> tuple[Any, ...]:
    """What must be the same in every language."""
    names = ("choices", "items", "pairs", "areas", "criteria", "labels")
    rows = [
        (
            name,
            row["key"],
            row.get("right") is True,
            *map(row.get, ("x", "y", "w", "h")),
        )
        for name in names
        for row in data.get(name) or ()
    ]
    keys = [sorted(data.get(name) or ()) for name in ("blanks", "messages")]
    plain = ("answer", "tolerance", "folder", "task", "minutes", "accepts")
    return (kind, rows, keys, *map(data.get, plain))
