"""Within a version only what is added passes; nested forms, closed lists and types are seen too."""

import datetime as dt
import json
import uuid
from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel

from events import schemas
from events.base import Code, Event, find_event_types, load
from events.catalogue.learning import EnrolmentExited

AT = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def own_schemas(monkeypatch, tmp_path):
    monkeypatch.setattr("events.base._register", {})
    monkeypatch.setattr("events.schemas.FOLDER", tmp_path)


class Bulb(BaseModel):
    watts: int
    colour: Literal["warm", "cold"] = "warm"


class StrongBulb(BaseModel):
    watts: int
    colour: Literal["warm", "cold"] = "warm"
    volts: int


class ColdBulb(BaseModel):
    watts: int
    colour: Literal["cold"] = "cold"


def declare(bases=(Event,), **fields):
    notes = {"lamp_key": uuid.UUID, "bulb": Bulb, "others": list[Bulb]}
    notes.update(
        {"mood": Literal["on", "off"], "room": Code | None, "dimmed": float, **fields}
    )
    notes = {name: note for name, note in notes.items() if note is not None}
    defaults = {name: note[1] for name, note in notes.items() if type(note) is tuple}
    kinds = {n: note[0] if type(note) is tuple else note for n, note in notes.items()}
    return type(
        "LampLit",
        bases,
        {
            "__annotations__": {"name": ClassVar[str], **kinds},
            "__module__": __name__,
            "name": "tests.lamp.lit",
            **defaults,
        },
    )


def find_breaks(monkeypatch, **changes):
    before = schemas.describe(declare())
    monkeypatch.setattr("events.base._register", {})
    return sorted(
        schemas.find_breaks(before=before, now=schemas.describe(declare(**changes)))
    )


@pytest.mark.parametrize(
    ("changes", "breaks"),
    [
        ({}, []),
        ({"made": (int, 3)}, []),
        ({"mood": Literal["on", "off", "dim"]}, []),
        (
            {"made": int},
            ["made has no default, and events stored before don't have it"],
        ),
        ({"dimmed": None}, ["dimmed is gone"]),
        (
            {"dimmed": int},
            ["dimmed can be integer now", "dimmed can no longer be number"],
        ),
        ({"dimmed": float | None}, ["dimmed can be null now"]),
        ({"room": Code}, ["room can no longer be null"]),
        (
            {"room": str | None},
            ["room has another maxLength", "room has another pattern"],
        ),
        ({"mood": Literal["on"]}, ["mood can no longer be 'off'"]),
        ({"mood": Literal["on", "out"]}, ["mood can no longer be 'off'"]),
        ({"mood": str}, ["mood can be anything now"]),
        ({"lamp_key": str}, ["lamp_key has another format"]),
        (
            {"bulb": ColdBulb},
            ["bulb.colour can no longer be 'warm'", "bulb.colour has another default"],
        ),
        (
            {"bulb": StrongBulb},
            ["bulb.volts has no default, and events stored before don't have it"],
        ),
        (
            {"others": list[StrongBulb]},
            ["others[].volts has no default, and events stored before don't have it"],
        ),
        (
            {"others": list[int]},
            ["others[] can be integer now", "others[] can no longer be object"],
        ),
        (
            {"bulb": dict[str, Any]},
            [
                "bulb has other additionalProperties",
                "bulb.colour is gone",
                "bulb.watts is gone",
            ],
        ),
    ],
)
def test_breaking_change_is_named(monkeypatch, changes, breaks):
    assert find_breaks(monkeypatch, **changes) == breaks


def test_schema_that_breaks_is_not_written(monkeypatch, tmp_path):
    declare()
    [path] = schemas.write_schemas()
    written = path.read_text()
    monkeypatch.setattr("events.base._register", {})
    declare(mood=Literal["on"])

    with pytest.raises(schemas.SchemaBroken, match="can no longer be 'off'"):
        schemas.write_schemas()

    assert path.read_text() == written


def test_schema_that_only_grows_is_written_over_the_one_before(monkeypatch):
    declare()
    [path] = schemas.write_schemas()
    assert schemas.write_schemas() == []
    monkeypatch.setattr("events.base._register", {})
    declare(made=(int, 3))

    assert schemas.write_schemas() == [path]
    assert "made" in json.loads(path.read_text())["properties"]


def test_version_that_is_raised_gets_a_schema_of_its_own(monkeypatch):
    declare()
    [first] = schemas.write_schemas()
    monkeypatch.setattr("events.base._register", {})
    declare(dimmed=None).schema_version = 2

    [second] = schemas.write_schemas()

    assert (first.name, second.name) == (
        "tests.lamp.lit.v1.json",
        "tests.lamp.lit.v2.json",
    )
    assert first.exists()


@pytest.mark.parametrize(
    ("stored", "read"), [("school", "school"), ("back to school", "other")]
)
def test_exit_of_the_first_version_is_read_as_one_of_the_list(stored, read):
    find_event_types()
    payload = {
        "occurred_at": AT,
        "enrolment_key": uuid.uuid4(),
        "learner_key": uuid.uuid4(),
        "course_key": uuid.uuid4(),
        "exit_code": stored,
    }

    event = load_of(EnrolmentExited, payload, schema_version=1)

    assert event.exit_code == read


def load_of(event_type, payload, *, schema_version):
    from events.base import _register  # noqa: PLC0415 -- the test's own

    _register[event_type.name] = event_type
    return load(event_type.name, payload, schema_version=schema_version)
