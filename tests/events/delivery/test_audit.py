import uuid

import pytest

from events import delivery
from events.base import find_event_types
from events.catalogue.learning import LessonStarted
from events.catalogue.operations import (
    DeliveryDeadLettered,
    LanePaused,
    LaneResumed,
    OperationsEvent,
)
from events.models import Delivery, EventRecord, Lane
from events.subscriptions import DependencyDown, PermanentError, subscribe

pytestmark = pytest.mark.django_db


def find_told():
    kinds = [kind.name for kind in find_event_types().values() if is_ours(kind)]
    records = EventRecord.objects.filter(type__in=kinds).order_by("pk")
    return [record.load() for record in records]


def is_ours(event_type):
    return issubclass(event_type, OperationsEvent)


@pytest.mark.parametrize("batch", [None, 50])
def test_what_dies_together_is_told_once(start_lessons, batch):
    def hear(*, event):
        raise PermanentError

    def take(*, stored):
        raise PermanentError

    subscribe(LessonStarted, lane="tests", batch=batch)(take if batch else hear)
    start_lessons(15)

    delivery.drain("tests")

    (told,) = find_told()
    assert type(told) is DeliveryDeadLettered
    assert told.count == 15
    assert told.event_type == LessonStarted.name
    assert told.stream in {"operations:hear", "operations:take"}


def test_what_only_failed_is_not_told(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise OSError

    start_lessons()
    delivery.drain("tests")

    assert find_told() == []


def test_dead_letters_of_several_kinds_name_none(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise PermanentError

    start_lessons(2)
    first = EventRecord.objects.earliest("pk")
    EventRecord.objects.filter(pk=first.pk).update(type="tests.gone")

    delivery.drain("tests")

    (told,) = find_told()
    assert (told.count, told.event_type) == (2, "")


def test_dead_letters_about_dead_letters_are_seen_and_not_told(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise PermanentError

    @subscribe(DeliveryDeadLettered, LanePaused, lane="tests")
    def alert(*, event):
        raise PermanentError

    start_lessons()
    for _ in range(3):
        delivery.drain("tests")

    assert len(find_told()) == 1
    assert Delivery.objects.dead().count() == 2


def test_every_event_of_ours_about_deliveries_and_lanes_is_one_of_operations():
    ours = {
        name: event_type
        for name, event_type in find_event_types().items()
        if name.startswith(("events.delivery.", "events.lane."))
    }

    assert all(is_ours(event_type) for event_type in ours.values())


def test_pause_and_resume_are_told_once_each(start_lessons):
    answers = iter([DependencyDown(), DependencyDown(), DependencyDown(), None, None])

    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        if error := next(answers):
            raise error

    start_lessons()
    for _ in range(4):
        Lane.objects.update(paused_until="2020-01-01 00:00:00Z")
        delivery.drain("tests")

    assert [type(event) for event in find_told()] == [LanePaused, LaneResumed]
    assert {event.stream for event in find_told()} == {"operations:tests"}


class EngineGone(Exception):
    pass


def test_pause_names_the_kind_of_error_and_not_its_text(start_lessons):
    @subscribe(LessonStarted, lane="tests", down=(EngineGone,))
    def hear(*, event):
        raise EngineGone("salma@example.org")

    start_lessons()
    delivery.drain("tests")

    (told,) = find_told()
    assert told.cause == "EngineGone"


@pytest.mark.parametrize(
    "damage",
    [
        {"data": ["no", "object"]},
        {"data": "no object"},
        {"data": {"lesson_key": 7}},
        {"type": "learning.lesson.forgotten"},
    ],
)
@pytest.mark.parametrize("kind", ["alone", "batch", "fanout"])
def test_what_cannot_be_read_is_dead_and_told_and_the_others_go_on(
    start_lessons, damage, kind
):
    heard = []

    def alone(*, event):
        heard.append(event.event_id)

    def batch(*, stored):
        heard.extend(one.event.event_id for one in stored)

    def fanout(*, event, after, limit):
        heard.append(event.event_id)

    options = {"batch": {"batch": 10}, "fanout": {"fanout": 10}}.get(kind, {})
    handler = {"alone": alone, "batch": batch, "fanout": fanout}[kind]
    subscribe(LessonStarted, lane="tests", **options)(handler)
    first, second, third = start_lessons(3)
    EventRecord.objects.filter(event_id=second.event.event_id).update(**damage)

    delivery.drain("tests")

    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == [
        Delivery.State.DONE,
        Delivery.State.DEAD,
        Delivery.State.DONE,
    ]
    assert set(heard) == {first.event.event_id, third.event.event_id}
    (told,) = find_told()
    assert told.count == 1


def test_event_of_a_later_release_is_dead_when_no_such_release_comes(start_lessons):
    @subscribe(LessonStarted, lane="tests", max_attempts=2)
    def hear(*, event):
        pass

    start_lessons(1, enrolment_key=uuid.uuid4())
    EventRecord.objects.update(schema_version=9)
    for _ in range(2):
        Delivery.objects.owed().update(available_at="2020-01-01 00:00:00Z")
        delivery.drain("tests")

    row = Delivery.objects.get()
    assert row.state == Delivery.State.DEAD
    assert "SchemaTooNew" in row.last_error
    assert len(find_told()) == 1
