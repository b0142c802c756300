"""What others read of us: CloudEvents 1.0, JSON Schema and AsyncAPI 3, by their own rules."""

import datetime as dt
import io
import json
import re
import tomllib
import uuid
from pathlib import Path

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from django.core.management import call_command
from jsonschema import Draft7Validator, Draft202012Validator

from events.base import find_event_types, uuid7
from events.exchange import get_type, make_cloud_event
from events.models import EventRecord
from events.schemas import FOLDER as SCHEMAS
from tests.events.samples import FOLDER as SAMPLES

STANDARDS = Path(__file__).parent / "standards"
ROOT = Path(__file__).parents[2]
AT = dt.datetime(2030, 1, 1, 12, 30, tzinfo=dt.UTC)
ENVELOPE = {"event_id", "occurred_at"}

each_sample = pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem
)


def read(path):
    return json.loads(path.read_text())


def validate(document, schema, validator=Draft7Validator):
    assert [error.message for error in validator(schema).iter_errors(document)] == []


def store(path):
    """A sample as the database has it."""
    name, _, version = path.stem.rpartition(".v")
    data = {key: value for key, value in read(path).items() if key not in ENVELOPE}
    return EventRecord(
        event_id=uuid7(),
        type=name,
        schema_version=int(version),
        stream="lamp:1",
        stream_version=7,
        occurred_at=AT,
        recorded_at=AT,
        correlation_id=uuid.uuid4(),
        causation_id=uuid.uuid4(),
        data=data,
    )


@each_sample
def test_sample_is_a_cloud_event_to_the_official_library_and_schema(path):
    record = store(path)

    cloud_event = make_cloud_event(record, source="urn:forsa:test")

    validate(cloud_event, read(STANDARDS / "cloudevents-1.0.json"))
    parsed = JSONFormat().read(CloudEvent, json.dumps(cloud_event))
    assert parsed.get_id() == str(record.event_id)
    assert parsed.get_time() == AT
    assert parsed.get_type() == get_type(type(record.load()))
    assert parsed.get_data() == record.load().data
    assert parsed.get_extension("sequence") == f"{7:020}"


@each_sample
def test_sample_has_the_form_its_version_was_given(path):
    schema = read(SCHEMAS / path.name)
    Draft202012Validator.check_schema(schema)

    validate(store(path).data, schema, Draft202012Validator)


def test_catalogue_is_an_asyncapi_document():
    output = io.StringIO()
    call_command("events", "catalogue", stdout=output)

    catalogue = json.loads(output.getvalue())

    validate(catalogue, read(STANDARDS / "asyncapi-3.0.0.json"))
    assert set(catalogue["components"]["messages"]) == set(find_event_types())


def test_documentation_tells_of_every_event():
    output = io.StringIO()
    call_command("events", "catalogue", "--format", "markdown", stdout=output)

    written = (ROOT / "docs" / "events.md").read_text()
    assert written == output.getvalue(), "manage.py events catalogue --format markdown"


def test_no_version_is_forgotten():
    """Each version that was ever written down has its sample and its way up."""
    stored = {path.name for path in SCHEMAS.glob("*.json")}

    assert stored == {path.name for path in SAMPLES.glob("*.json")}
    for event_type in find_event_types().values():
        for version in range(1, event_type.schema_version + 1):
            assert f"{event_type.name}.v{version}.json" in stored
        assert set(event_type.ways_up) == set(range(1, event_type.schema_version))


# What an event may carry, whatever it is called: keys, figures, times, words of
# ours. No text that somebody typed, as there would be a name in it one day.
FORMATS = {"uuid", "date", "date-time", "duration"}
TYPES = {"integer", "number", "boolean", "null"}
TYPED = ("Salma Benani", "salma@example.org", "Rue 12", "ma lettre")
# What another system calls itself and its event; it answers for it, as for the rest.
SAID_BY_OTHERS = {"events.inbound.accepted"}


def find_free(form, whole):
    """The parts of a schema that could carry what a person has written."""
    if reference := form.get("$ref"):
        form = whole["$defs"][reference.removeprefix("#/$defs/")]
    for part in form.get("anyOf", ()):
        yield from find_free(part, whole)
    if "anyOf" in form or form.get("type") in TYPES or "const" in form:
        return
    if "enum" in form:
        yield from (value for value in form["enum"] if " " in str(value))
    elif form.get("type") == "string":
        pattern = re.compile(form.get("pattern", ""))
        if form.get("format") not in FORMATS and any(map(pattern.search, TYPED)):
            yield form
    elif form.get("type") == "array":
        yield from find_free(form["items"], whole)
    elif form.get("type") == "object" and "properties" in form:
        for part in form["properties"].values():
            yield from find_free(part, whole)
    elif isinstance(form.get("additionalProperties"), dict):
        yield from find_free(form["additionalProperties"], whole)
    else:
        yield form


def get_newest(event_type):
    return read(SCHEMAS / f"{event_type.name}.v{event_type.schema_version}.json")


def test_no_event_can_carry_what_somebody_typed():
    free = {
        event_type.name: list(find_free(schema, schema))
        for event_type in find_event_types().values()
        for schema in [get_newest(event_type)]
        if event_type.name not in SAID_BY_OTHERS
    }

    assert {name: found for name, found in free.items() if found} == {}


@pytest.mark.parametrize(
    "form",
    [
        {"type": "string"},
        {"type": "string", "format": "email"},
        {"type": "string", "pattern": "^.*$"},
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"enum": ["Salma Benani"]},
        {"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "string"}}]},
        {"$ref": "#/$defs/Note"},
    ],
)
def test_what_could_carry_a_text_is_found(form):
    whole = {
        "type": "object",
        "properties": {"it": form},
        "$defs": {"Note": {"type": "object", "properties": {"x": {"type": "string"}}}},
    }

    assert list(find_free(whole, whole))


def test_standards_are_those_of_the_lock():
    lock = tomllib.loads((ROOT / "vendor.lock").read_text())
    locked = {name for package in lock["package"] for name in package["files"]}

    assert {str(path.relative_to(ROOT)) for path in STANDARDS.glob("*.json")} <= locked
