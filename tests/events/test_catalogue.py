import json

import pytest

from events import catalogue, schemas
from events.base import Event, find_event_types, load
from events.catalogue.absent import ABSENT
from tests.events.samples import FOLDER, get_path

# Who emits what a module of the catalogue holds; the others are named for it.
EMITTED_BY = {
    "announcements": "learning",
    "families": "learning",
    "operations": "events",
    "outside": "events",
    "people": "learning",
}

EVENT_TYPES = sorted(
    {
        event_type
        for module in map(vars(catalogue).get, catalogue.__all__)
        for event_type in vars(module).values()
        if isinstance(event_type, type)
        and issubclass(event_type, Event)
        and "name" in vars(event_type)
    },
    key=lambda event_type: event_type.name,
)

PERSONAL = {
    *("name", "mail", "email", "phone", "address", "birth", "age", "gender", "ip"),
    *("text", "message", "comment", "body", "title", "given", "family", "username"),
}

each_event_type = pytest.mark.parametrize(
    "event_type", EVENT_TYPES, ids=lambda event_type: event_type.name
)


def read_sample(event_type):
    path = get_path(event_type)
    if not path.exists():
        pytest.fail("no sample is stored: python -m tests.events.samples adds it")
    return json.loads(path.read_text())


def test_what_is_absent_is_not_in_the_catalogue():
    assert not ABSENT.keys() & find_event_types().keys()


def test_catalogue_is_what_is_registered():
    assert list(find_event_types().values()) == EVENT_TYPES


@each_event_type
def test_event_survives_the_round_trip(event_type):
    sample = read_sample(event_type)

    event = load(event_type.name, sample)

    assert type(event) is event_type
    assert event.model_dump(mode="json") == sample


@each_event_type
def test_event_has_the_schema_that_is_written_down(event_type):
    path = schemas.get_path(event_type)

    assert path.exists(), "manage.py events schemas writes it"
    assert json.loads(path.read_text()) == schemas.describe(event_type)


@each_event_type
def test_event_has_a_stream_that_fits(event_type):
    kind, key = load(event_type.name, read_sample(event_type)).stream.split(":")

    assert kind
    assert key
    assert len(kind) + len(key) < 96


@each_event_type
def test_event_is_named_by_area_subject_and_what_happened(event_type):
    area, *words = event_type.name.split(".")

    module = event_type.__module__.rpartition(".")[2]
    assert area == EMITTED_BY.get(module, module)
    assert len(words) >= 2
    assert event_type.__doc__


@each_event_type
def test_event_tells_nothing_personal(event_type):
    words = {
        word
        for field in event_type.model_fields
        for word in field.lower().strip("_").split("_")
    }

    assert words.isdisjoint(PERSONAL)


def test_samples_of_earlier_versions_are_still_read():
    for path in FOLDER.glob("*.json"):
        name, _, version = path.stem.rpartition(".v")

        load(name, json.loads(path.read_text()), schema_version=int(version))
