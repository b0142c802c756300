"""One stored event of each kind and version; ``python -m tests.events.samples`` adds what is missing.

A sample is never changed: what was stored once has to be readable for ever.
"""

import datetime as dt
import json
import types
import typing
import uuid
from pathlib import Path

FOLDER = Path(__file__).parent

VALUES = {
    int: 3,
    float: 0.5,
    str: "plain",
    bool: True,
    dt.date: "2026-09-14",
    uuid.UUID: "018f4e1c-0000-7000-8000-000000000001",
}


def get_path(event_type):
    return FOLDER / f"{event_type.name}.v{event_type.schema_version}.json"


def make_sample(event_type):
    fields = {
        name: make_value(field.annotation)
        for name, field in event_type.model_fields.items()
    }
    fields["event_id"] = "018f4e1c-0000-7000-8000-00000000000a"
    fields["occurred_at"] = "2026-09-14T08:30:00Z"
    return event_type.model_validate(fields).model_dump(mode="json")


def make_value(annotation):
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return arguments[0]
    if origin in (types.UnionType, typing.Union):
        return make_value(arguments[0])
    if origin in (tuple, list):
        return [make_value(arguments[0])]
    if origin is dict:
        return {"plain": make_value(arguments[1])}
    return VALUES.get(annotation, "2026-09-14T08:30:00Z")


def add_missing():
    from events.base import find_event_types  # noqa: PLC0415 -- app ready

    for event_type in find_event_types().values():
        path = get_path(event_type)
        if not path.exists():
            path.write_text(json.dumps(make_sample(event_type), indent=2) + "\n")
