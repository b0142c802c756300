"""The form of each event, as a JSON Schema per version, kept beside the code.

Within a version fields are only added, with a default: what was stored before
has to be readable, and others may read it with the schema of yesterday.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from events.base import Event, find_event_types

FOLDER = Path(__file__).parent / "catalogue" / "schemas"

Schema = dict[str, Any]

# What is said of a form and doesn't change what it takes.
BESIDE = frozenset({"$schema", "$id", "title", "description", "examples", "default"})
LOOKED_INTO = frozenset(
    {"$defs", "properties", "required", "items", "additionalProperties", "enum"}
)


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
    """What of a schema doesn't hold any more, in words; nested definitions are looked into.

    What is said beside a form, its title or description, may change. A closed list
    may get longer, as readers have to put up with words they don't know.
    """
    yield from _compare(_Form(before, before), _Form(now, now), where="")


@dataclass(frozen=True)
class _Form:
    """A part of a schema, and the whole in which its references lead."""

    part: Schema
    whole: Schema

    def variants(self) -> dict[str, "_Form"]:
        """What it may be, by JSON's own types; one type twice counts as one thing."""
        found: dict[str, _Form] = {}
        for part in self._flatten(self.part):
            names = part.get("type", "string" if "enum" in part else "anything")
            for name in [names] if isinstance(names, str) else names:
                known = found.get(name)
                both = {"anyOf": [known.part, part]} if known else part
                found[name] = _Form(both, self.whole)
        return found

    def child(self, part: Schema) -> "_Form":
        return _Form(part, self.whole)

    def _flatten(self, part: Schema) -> Iterator[Schema]:
        if reference := part.get("$ref"):
            name = reference.removeprefix("#/$defs/")
            yield from self._flatten(self.whole["$defs"][name])
        elif "anyOf" in part:
            for each in part["anyOf"]:
                yield from self._flatten(each)
        elif "const" in part:
            yield {"type": part.get("type", "string"), "enum": [part["const"]]}
        else:
            yield part


def _compare(before: _Form, now: _Form, where: str) -> Iterator[str]:
    old, new = before.variants(), now.variants()
    for name in old.keys() - new.keys():
        yield f"{where or 'it'} can no longer be {name}"
    for name in new.keys() - old.keys():
        yield f"{where or 'it'} can be {name} now"
    for name in sorted(old.keys() & new.keys()):
        yield from _compare_variants(old[name], new[name], where)


def _compare_variants(before: _Form, now: _Form, where: str) -> Iterator[str]:
    old, new = before.part, now.part
    yield from _compare_values(old, new, where)
    for key in sorted((old.keys() | new.keys()) - BESIDE - LOOKED_INTO):
        if old.get(key) != new.get(key):
            yield f"{where or 'it'} has another {key}"
    for key in ("items", "additionalProperties"):
        inner, inner_now = old.get(key), new.get(key)
        if isinstance(inner, dict) and isinstance(inner_now, dict):
            of = before.child(inner), now.child(inner_now)
            yield from _compare(*of, where=f"{where}[]")
        elif inner != inner_now:
            yield f"{where or 'it'} has other {key}"
    fields, fields_now = old.get("properties", {}), new.get("properties", {})
    for name, form in fields.items():
        place = f"{where}.{name}".lstrip(".")
        if name not in fields_now:
            yield f"{place} is gone"
            continue
        yield from _compare(
            before.child(form), now.child(fields_now[name]), where=place
        )
        if form.get("default") != fields_now[name].get("default"):
            yield f"{place} has another default"
    for name in new.get("required", ()):
        if name not in old.get("required", ()):
            place = f"{where}.{name}".lstrip(".")
            yield f"{place} has no default, and events stored before don't have it"


def _compare_values(old: Schema, new: Schema, where: str) -> Iterator[str]:
    if "enum" in old and "enum" not in new:
        yield f"{where} can be anything now"
    elif "enum" in new and "enum" not in old:
        yield f"{where} can no longer be anything"
    else:
        for value in old.get("enum", ()):
            if value not in new.get("enum", ()):
                yield f"{where} can no longer be {value!r}"


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
