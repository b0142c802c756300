import datetime as dt
import uuid
from typing import ClassVar

import pytest
from pydantic import ValidationError

from events import base
from events.base import Event, SchemaTooNew, UnknownEvent, load, uuid7

AT = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def own_register(monkeypatch):
    monkeypatch.setattr("events.base._register", {})


def declare_lamp_lit():
    class LampLit(Event):
        name: ClassVar = "tests.lamp.lit"
        schema_version: ClassVar = 3
        ways_up: ClassVar = {
            1: lambda data: {**data, "watts": data["power"]},
            2: lambda data: {**data, "watts": data["watts"] * 10},
        }
        watts: int

    return LampLit


def test_uuid7_is_of_version_7_and_sorts_by_time(monkeypatch):
    monkeypatch.setattr("events.base.time.time_ns", iter([10**18, 2 * 10**18]).__next__)

    first, second = uuid7(), uuid7()

    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert first < second


def test_two_events_of_one_name_are_refused():
    declare_lamp_lit()

    with pytest.raises(TypeError, match=r"tests\.lamp\.lit"):
        declare_lamp_lit()


def test_unknown_field_is_refused_when_an_event_is_made():
    with pytest.raises(ValidationError):
        declare_lamp_lit()(occurred_at=AT, watts=1, volts=2)


def test_unknown_field_is_ignored_when_an_event_is_read():
    lamp_lit = declare_lamp_lit()

    event = load("tests.lamp.lit", {"occurred_at": AT, "watts": 1, "volts": 2})

    assert isinstance(event, lamp_lit)


def test_event_of_an_earlier_version_is_brought_up():
    declare_lamp_lit()
    payload = {"occurred_at": AT, "power": 4}

    event = load("tests.lamp.lit", payload, schema_version=1)

    assert event.watts == 40


def test_event_of_a_later_version_is_left_to_a_later_release():
    declare_lamp_lit()

    with pytest.raises(SchemaTooNew):
        load("tests.lamp.lit", {"occurred_at": AT}, schema_version=4)


def test_event_without_a_class_is_unknown():
    with pytest.raises(UnknownEvent):
        load("tests.lamp.broken", {})


def test_event_has_to_say_what_it_is_about():
    event = declare_lamp_lit()(occurred_at=AT, watts=1)

    with pytest.raises(NotImplementedError):
        assert event.stream
    assert base.find_event_types() == {"tests.lamp.lit": type(event)}
