"""Reading CloudEvents 1.0 out of a request: structured, in batches, or in the headers."""

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.utils.dateparse import parse_datetime

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

SOURCE_LENGTH = 200
ID_LENGTH = 128
TYPE_LENGTH = 200
AT_ONCE = 100
"""How many events one batch may have."""
DEEPEST = 64

_ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
# Attributes with a name of their own in the JSON format, or longer than 20.
_NAMED = frozenset({"data", "data_base64"})


class Malformed(Exception):
    """What came is no CloudEvent of version 1.0; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event as it came, and what is looked at of it."""

    source: str
    id: str
    type: str
    cloud_event: Mapping[str, Any]


def read_events(
    *, content_type: str, headers: Mapping[str, str], body: bytes
) -> list[Inbound]:
    """Read the events of one request. Raises ``Malformed``."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == BATCH:
        found = _parse(body)
        if not isinstance(found, list) or not 0 < len(found) <= AT_ONCE:
            raise Malformed(f"a batch is a JSON array of 1 to {AT_ONCE} events")
        return [_check(one) for one in found]
    if kind == STRUCTURED:
        return [_check(_parse(body))]
    if any(name.lower() == "ce-specversion" for name in headers):
        return [_check(_read_binary(content_type, headers, body))]
    raise Malformed(
        f"neither {STRUCTURED} nor {BATCH}, and no ce-specversion in the headers"
    )


def _read_binary(
    content_type: str, headers: Mapping[str, str], body: bytes
) -> dict[str, Any]:
    cloud_event: dict[str, Any] = {
        name.lower().removeprefix("ce-"): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith("ce-")
    }
    if not body:
        return cloud_event
    if content_type:
        cloud_event["datacontenttype"] = content_type
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return {**cloud_event, "data": _parse(body)}
    return {**cloud_event, "data_base64": base64.b64encode(body).decode()}


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse, parse_float=_read_float)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is none of its values")


def _read_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large")
    return number


def _check(event: Any) -> Inbound:
    if not isinstance(event, dict):
        raise Malformed("an event is a JSON object")
    if event.get("specversion") != "1.0":
        raise Malformed("specversion has to be 1.0")
    for name, value in event.items():
        if name not in _NAMED:
            _check_attribute(name, value)
    if "data" in event and "data_base64" in event:
        raise Malformed("data and data_base64 exclude each other")
    if "time" in event and not _is_time(event["time"]):
        raise Malformed("time has to be a timestamp of RFC 3339")
    for text in _find_texts(event):
        if "\0" in text or not _is_unicode(text):
            raise Malformed("a text has NUL or half of a surrogate pair in it")
    return Inbound(
        source=_get(event, "source", SOURCE_LENGTH),
        id=_get(event, "id", ID_LENGTH),
        type=_get(event, "type", TYPE_LENGTH),
        cloud_event=event,
    )


def _check_attribute(name: str, value: Any) -> None:
    if not _ATTRIBUTE.fullmatch(name):
        raise Malformed(f"{name[:40]!r} is no name of an attribute")
    if value is not None and not isinstance(value, (str, bool, int)):
        raise Malformed(f"{name} has to be a string, a whole number or a boolean")


def _get(event: Mapping[str, Any], name: str, length: int) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value or len(value) > length:
        raise Malformed(f"{name} has to be a string of 1 to {length} characters")
    return value


def _is_time(value: object) -> bool:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return moment is not None and moment.tzinfo is not None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _find_texts(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST:
        raise Malformed(f"more than {DEEPEST} levels deep")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _find_texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _find_texts(inner, depth + 1)
