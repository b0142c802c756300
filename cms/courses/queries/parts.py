"""From a stored block to the value that learners' pages show, its Markdown as safe HTML."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cms.base.markdown import to_html, to_line
from cms.courses.queries.media import Media
from cms.courses.queries.outlines import is_required
from cms.courses.values import (
    Activity,
    Audio,
    Blank,
    Callout,
    Choice,
    Download,
    ItemKind,
    Pair,
    Part,
    Question,
    Step,
    Text,
    Video,
)

Value = dict[str, Any]


def read_step(block: Value, *, number: int, media: Media) -> Step:
    value = block["value"]
    parts = (read_part(part, media=media) for part in value["parts"])
    return Step(
        key=uuid.UUID(block["id"]),
        number=number,
        title=value["title"],
        parts=tuple(part for part in parts if part is not None),
    )


def read_part(block: Value, *, media: Media) -> Part | None:
    """None where what it shows has been deleted from the library."""
    kind, value = block["type"].replace("_", "-"), block["value"]
    if kind in _SHOWN:
        return _SHOWN[kind](value, media)
    key = uuid.UUID(block["id"])
    if kind in _ACTIVITIES:
        return _read_activity(key, kind, value, media)
    return _read_question(key, kind, value)


def _read_audio(value: Value, media: Media) -> Audio:
    file = media.files.get(value.get("recording") or 0)
    return Audio(
        script_html=to_html(value["script"]),
        url=file.url if file else "",
        bytes=file.get_file_size() if file else None,
    )


def _read_video(value: Value, media: Media) -> Video | None:
    film = media.files.get(value["film"])
    captions = media.files.get(value["captions"])
    if film is None:
        return None
    return Video(
        url=film.url,
        captions_url=captions.url if captions else "",
        title=value["title"],
        bytes=film.get_file_size(),
    )


def _read_download(value: Value, media: Media) -> Download | None:
    file = media.files.get(value["file"])
    if file is None:
        return None
    return Download(file.url, value["title"], file.get_file_size())


_SHOWN: dict[str, Callable[[Any, Media], Part | None]] = {
    "text": lambda value, media: Text(to_html(value)),
    "picture": lambda value, media: media.picture(
        value["picture"], alt=value["alt"], caption=value.get("caption", "")
    ),
    "callout": lambda value, media: Callout(value["kind"], to_html(value["text"])),
    "audio": _read_audio,
    "video": _read_video,
    "download": _read_download,
}


def rows(value: Value, name: str) -> list[Any]:
    """The values of a list block, as it is stored."""
    return [row["value"] for row in value.get(name) or []]


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _read_question(key: uuid.UUID, kind: ItemKind, value: Value) -> Question:
    question = Question(
        key=key,
        slug=value["key"],
        kind=kind,
        required=is_required(kind, value),
        prompt_html=to_html(value["prompt"]),
        hints_html=tuple(to_html(hint) for hint in rows(value, "hints")),
        explanation_html=to_html(value.get("explanation") or ""),
    )
    more = _MORE[kind](value)
    return replace(question, **more)


def _read_choices(name: str, value: Value) -> dict[str, Any]:
    return {
        "choices": tuple(
            Choice(
                key=row["key"],
                html=to_line(row["text"]),
                right=bool(row.get("right")),
                feedback_html=to_html(row.get("feedback") or ""),
            )
            for row in rows(value, name)
        )
    }


def _read_pairs(value: Value) -> dict[str, Any]:
    return {
        "pairs": tuple(
            Pair(row["key"], to_line(row["left"]), to_line(row["right"]))
            for row in rows(value, "pairs")
        )
    }


def _read_blanks(value: Value) -> dict[str, Any]:
    return {
        "text_html": to_html(value["text"]),
        "blanks": tuple(
            Blank(row["key"], _lines(row["accept"]), _lines(row.get("choices")))
            for row in rows(value, "blanks")
        ),
    }


_MORE: dict[str, Callable[[Value], dict[str, Any]]] = {
    "one": functools.partial(_read_choices, "choices"),
    "many": functools.partial(_read_choices, "choices"),
    "survey": functools.partial(_read_choices, "choices"),
    "order": functools.partial(_read_choices, "items"),
    "match": _read_pairs,
    "fill": _read_blanks,
    "short": lambda value: {"accept": _lines(value["accept"])},
    "number": lambda value: {
        "answer": value["answer"],
        "tolerance": value.get("tolerance") or 0,
        "unit": value.get("unit") or "",
    },
    "reflection": lambda value: {"share": value["share"]},
}


def _read_activity(
    key: uuid.UUID, kind: ItemKind, value: Value, media: Media
) -> Activity:
    prompt = value.get("prompt") or value.get("guideline") or value.get("title") or ""
    data = _ACTIVITIES[kind](value, media)
    if "hints" in value:
        data["hints"] = [to_html(hint) for hint in rows(value, "hints")]
        data["explanation"] = to_html(value.get("explanation") or "")
    return Activity(
        key=key,
        slug=value["key"],
        kind=kind,
        required=is_required(kind, value),
        prompt_html=to_html(prompt),
        data=data,
    )


def _read_options(value: Value, name: str) -> list[dict[str, str]]:
    return [
        {"key": row["key"], "text": to_line(row["text"])} for row in rows(value, name)
    ]


def _read_sample(value: Value, media: Media) -> dict[str, Any]:
    return {
        "key": value["key"],
        "picture": media.picture(value.get("picture"), alt=""),
        "text": value.get("text") or "",
        "script": value.get("script") or "",
        "truth": _lines(value.get("truth")),
        "because": to_html(value.get("because") or ""),
    }


_ACTIVITIES: dict[str, Callable[[Value, Media], dict[str, Any]]] = {
    "point": lambda value, media: {
        "picture": media.picture(value["picture"], alt=value["alt"]),
        "areas": rows(value, "areas"),
    },
    "code": lambda value, media: {
        "starter": value["starter"],
        "solution": value["solution"],
        "checks": value["checks"],
        "messages": {
            row["name"]: to_html(row["text"]) for row in rows(value, "messages")
        },
    },
    "annotate": lambda value, media: {
        "task": value["task"],
        "labels": _read_options(value, "labels"),
        "items": [_read_sample(row, media) for row in rows(value, "items")],
        "pass": {"share": value["share"], "iou": value.get("iou")},
    },
    "hand-in": lambda value, media: {
        "accepts": value["accepts"],
        "criteria": _read_options(value, "criteria"),
    },
    "class-activity": lambda value, media: {
        "title": value["title"],
        "minutes": value["minutes"],
        "material": to_html(value.get("material") or ""),
        "do": [to_html(line) for line in rows(value, "do")],
    },
}
