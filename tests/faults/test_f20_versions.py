"""During a deploy two releases run: what one of them can't read waits or is seen, and is never lost."""

import datetime as dt
from typing import ClassVar

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from events import delivery, schemas, services
from events.base import Event
from events.conditions import Conditions
from events.models import Delivery, EventRecord
from events.outbox import emit
from events.subscriptions import subscribe

pytestmark = pytest.mark.django_db

AT = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
LANE = "lamps"


@pytest.fixture
def release(monkeypatch):
    """Deploys a release: its events and its consumers, and nothing of the one before."""

    def deploy(*, events, consumers=("hear",)):
        monkeypatch.setattr("events.base._register", {})
        monkeypatch.setattr("events.subscriptions._consumers", {})
        types = [declare() for declare in events]
        heard = []
        for name in consumers:

            def handler(*, event):
                heard.append(event)

            handler.__name__ = name
            subscribe(*types, lane=LANE)(handler)
        return heard

    return deploy


def lamp_lit():
    class LampLit(Event):
        name: ClassVar = "tests.lamp.lit"
        power: int

        @property
        def stream(self):
            return "lamp:1"

    return LampLit


def lamp_lit_v2():
    class LampLit(Event):
        name: ClassVar = "tests.lamp.lit"
        schema_version: ClassVar = 2
        ways_up: ClassVar = {1: lambda data: {**data, "watts": data["power"] * 10}}
        watts: int
        colour: str = "warm"

        @property
        def stream(self):
            return "lamp:1"

    return LampLit


def lamp_switched_on():
    class LampSwitchedOn(Event):
        name: ClassVar = "tests.lamp.switched_on"
        power: int

        @property
        def stream(self):
            return "lamp:1"

    return LampSwitchedOn


def emit_of(release, declare, consumers=("hear",), **fields):
    """Emit as a release does that knows one kind of event."""
    release(events=[], consumers=())
    event_type = declare()
    for name in consumers:

        def handler(*, event): ...

        handler.__name__ = name
        subscribe(event_type, lane=LANE)(handler)
    with transaction.atomic():
        emit(event_type(occurred_at=AT, **fields))


def drain():
    while delivery.drain(LANE):
        pass


def make_due():
    Delivery.objects.update(available_at=timezone.now() - dt.timedelta(days=1))


def test_f20_event_of_the_last_release_is_brought_up(release):
    emit_of(release, lamp_lit, power=4)
    heard = release(events=[lamp_lit_v2])

    drain()

    [event] = heard
    assert (event.watts, event.colour) == (40, "warm")
    assert Delivery.objects.get().state == Delivery.State.DONE


def test_f20_event_of_the_next_release_waits_for_it_and_is_seen(release):
    emit_of(release, lamp_lit_v2, watts=50)
    heard = release(events=[lamp_lit])

    drain()

    owed = Delivery.objects.get()
    assert (owed.state, heard) == (Delivery.State.OWED, [])
    assert "SchemaTooNew" in owed.last_error

    heard = release(events=[lamp_lit_v2])
    make_due()
    drain()

    assert [event.watts for event in heard] == [50]
    assert Delivery.objects.get().state == Delivery.State.DONE


def test_f20_next_release_that_never_comes_leaves_a_dead_letter(release):
    emit_of(release, lamp_lit_v2, watts=50)
    heard = release(events=[lamp_lit])
    Delivery.objects.update(max_attempts=2)

    for _ in range(3):
        make_due()
        drain()

    assert (Delivery.objects.get().state, heard) == (Delivery.State.DEAD, [])


def test_f20_field_of_the_next_release_is_ignored_by_this_one(release):
    emit_of(release, lamp_lit, power=4)
    EventRecord.objects.update(data={"power": 4, "colour": "cold"})
    heard = release(events=[lamp_lit])

    drain()

    assert [event.power for event in heard] == [4]


def test_f20_event_that_was_renamed_is_dead_and_harms_no_neighbour(release):
    emit_of(release, lamp_lit, power=4)
    emit_of(release, lamp_switched_on, power=5)
    heard = release(events=[lamp_switched_on])

    drain()

    assert [event.power for event in heard] == [5]
    dead = Delivery.objects.dead().get()
    assert dead.event.type == "tests.lamp.lit"
    assert "UnknownEvent" in dead.last_error
    with pytest.raises(CommandError, match=r"tests\.lamp\.lit"):
        call_command("events", "check")

    # Mended: the next release knows the old name, too.
    heard = release(events=[lamp_lit, lamp_switched_on])
    services.requeue_dead(
        conditions=Conditions(consumer="hear"), actor=None, at=timezone.now()
    )
    drain()

    assert [event.power for event in heard] == [4]


def test_f20_consumer_that_was_removed_is_seen_and_gets_its_due_when_it_returns(
    release,
):
    emit_of(release, lamp_lit, consumers=("hear", "leave"), power=4)
    heard = release(events=[lamp_lit])
    make_due()

    drain()
    services.sort_orphans()

    assert len(heard) == 1
    orphan = Delivery.objects.orphaned().get()
    assert orphan.consumer == "leave"

    heard = release(events=[lamp_lit], consumers=("leave",))
    services.sort_orphans()
    drain()

    assert len(heard) == 1
    assert not Delivery.objects.unsettled().exists()


def test_f20_breaking_change_without_a_new_version_is_refused(
    release, monkeypatch, tmp_path
):
    monkeypatch.setattr("events.schemas.FOLDER", tmp_path)
    release(events=[lamp_lit], consumers=())
    schemas.write_schemas()

    monkeypatch.setattr("events.base._register", {})

    class LampLit(Event):
        name: ClassVar = "tests.lamp.lit"
        power: str

    with pytest.raises(schemas.SchemaBroken, match="power can no longer be integer"):
        schemas.write_schemas()
