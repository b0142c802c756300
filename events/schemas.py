"""The form of each event, as a JSON Schema per version, kept beside the code.

Within a version fields are only added, with a default: what was stored before
has to be readable, and others may read it with the schema of yesterday.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from events.base import Event, find_event_types

FOLDER = Path(__file__).parent / "catalogue" / "schemas"

Schema = dict[str, Any]


class SchemaBroken(Exception):
    """An event no longer has the form it was given in this version; raise its version."""


def get_path(event_type: type[Event]) -> Path:
    return FOLDER / f"{event_type.name}.v{event_type.schema_version}.json"


def get_id(event_type: type[Event]) -> str:
    return f"urn:forsa:event:{event_type.name}:v{event_type.schema_version}"


def describe(event_type: type[Event]) -> Schema:
    """The JSON Schema of what an event tells, as it is now."""
    schema = event_type.model_json_schema()
    # We refuse unknown fields when we write; readers have to put up with new ones.
    del schema["additionalProperties"]
    for every_event_has in Event.model_fields:
        del schema["properties"][every_event_has]
    schema["required"] = [
        name for name in schema["required"] if name in schema["properties"]
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": get_id(event_type),
        **schema,
    }


def find_breaks(*, before: Schema, now: Schema) -> Iterator[str]:
    """What of a schema doesn't hold any more, in words."""
    for name, form in before["properties"].items():
        if name not in now["properties"]:
            yield f"{name} is gone"
        elif now["properties"][name] != form:
            yield f"{name} has changed"
    for name in now.get("required", ()):
        if name not in before.get("required", ()):
            yield f"{name} has no default, and events stored before don't have it"


def write_schemas() -> list[Path]:
    """Write the schema of each event that is new or has more fields, and return which.

    Raises ``SchemaBroken`` before anything is written.
    """
    changed: dict[Path, Schema] = {}
    for event_type in find_event_types().values():
        path, now = get_path(event_type), describe(event_type)
        before = json.loads(path.read_text()) if path.exists() else None
        if before == now:
            continue
        if before and (breaks := list(find_breaks(before=before, now=now))):
            raise SchemaBroken(f"{event_type.name}: {'; '.join(breaks)}")
        changed[path] = now
    for path, schema in changed.items():
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    return sorted(changed)
