import datetime as dt
import uuid
from itertools import chain, repeat

import pytest
from django.utils import timezone

from events import delivery
from events.catalogue.learning import LessonStarted
from events.models import Delivery, EventRecord, Lane
from events.subscriptions import (
    DependencyDown,
    PermanentError,
    SomeFailed,
    subscribe,
)

pytestmark = pytest.mark.django_db


class Boom(Exception):
    pass


class CourseFull(Exception):
    pass


@pytest.fixture
def heard():
    return []


@pytest.fixture
def listener(heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event)


def states():
    return list(Delivery.objects.order_by("id").values_list("state", "attempts"))


def make_due():
    Delivery.objects.owed().update(available_at="2020-01-01 00:00:00Z")


@pytest.mark.usefixtures("listener")
def test_drain_delivers_every_event_once(start_lessons, heard):
    stored = start_lessons(3)

    counts = [delivery.drain("tests"), delivery.drain("tests")]

    assert counts == [3, 0]
    assert heard == [one.event for one in stored]
    assert states() == [(Delivery.State.DONE, 1)] * 3


@pytest.mark.usefixtures("listener")
def test_drain_leaves_other_lanes_alone(start_lessons):
    start_lessons()

    assert delivery.drain("another") == 0


@pytest.mark.usefixtures("listener")
def test_drain_leaves_consumers_alone_that_it_does_not_know(start_lessons, heard):
    start_lessons()
    Delivery.objects.update(consumer="of_a_later_release")

    assert delivery.drain("tests") == 0
    assert states() == [(Delivery.State.OWED, 0)]


@pytest.mark.usefixtures("listener")
def test_drain_puts_back_what_it_has_no_time_for(start_lessons):
    start_lessons(30)

    answers = chain([0], repeat(1))
    delivery.drain("tests", is_stopping=lambda: next(answers))

    assert states() == [(Delivery.State.DONE, 1)] * 20 + [(Delivery.State.OWED, 0)] * 10


def test_failure_of_one_is_not_that_of_its_neighbours(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        if event.lesson_key.int == 1:
            raise Boom
        heard.append(event.lesson_key.int)

    start_lessons(3)

    delivery.drain("tests")

    # All were tried together first, and rolled back.
    assert heard[-2:] == [0, 2]
    assert states() == [
        (Delivery.State.DONE, 1),
        (Delivery.State.OWED, 1),
        (Delivery.State.DONE, 1),
    ]


def test_failure_is_tried_again_later_and_dead_at_last(start_lessons):
    @subscribe(LessonStarted, lane="tests", max_attempts=3)
    def hear(*, event):
        raise Boom("no luck")

    start_lessons()

    delivery.drain("tests")
    waiting = Delivery.objects.get()
    for _ in range(3):
        make_due()
        delivery.drain("tests")

    assert waiting.available_at > waiting.event.recorded_at
    assert states() == [(Delivery.State.DEAD, 3)]
    assert "Boom: no luck" in Delivery.objects.get().last_error


@pytest.mark.parametrize("refusal", [PermanentError, CourseFull])
def test_refusal_is_dead_at_once(start_lessons, refusal):
    @subscribe(LessonStarted, lane="tests", throws=(CourseFull,))
    def hear(*, event):
        raise refusal

    start_lessons()

    delivery.drain("tests")

    assert states() == [(Delivery.State.DEAD, 1)]


@pytest.mark.usefixtures("listener")
def test_undecodable_event_is_dead_and_the_others_get_through(start_lessons, heard):
    start_lessons(3)
    second = EventRecord.objects.order_by("id")[1]
    EventRecord.objects.filter(pk=second.pk).update(data={"lesson_key": "?"})

    delivery.drain("tests")

    assert states() == [
        (Delivery.State.DONE, 1),
        (Delivery.State.DEAD, 1),
        (Delivery.State.DONE, 1),
    ]


@pytest.mark.usefixtures("listener")
def test_event_without_a_class_is_dead(start_lessons):
    start_lessons()
    EventRecord.objects.update(type="learning.lesson.forgotten")

    delivery.drain("tests")

    assert states() == [(Delivery.State.DEAD, 1)]


@pytest.mark.usefixtures("listener")
def test_event_of_a_later_release_waits_for_it(start_lessons):
    start_lessons()
    EventRecord.objects.update(schema_version=2)

    delivery.drain("tests")

    assert states() == [(Delivery.State.OWED, 1)]


def test_effect_and_settlement_are_one_transaction(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def pause_a_lane(*, event):
        Lane.objects.create(lane="written by the handler")
        raise Boom

    start_lessons()

    delivery.drain("tests")

    assert not Lane.objects.exists()


def test_batch_is_handed_over_whole_with_its_versions(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests", batch=10)
    def index(*, stored):
        heard.append([one.version for one in stored])

    start_lessons(3, enrolment_key=uuid.uuid4())

    delivery.drain("tests")

    assert heard == [[1, 2, 3]]
    assert states() == [(Delivery.State.DONE, 1)] * 3


def test_batch_is_not_larger_than_its_consumer_asked_for(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests", batch=2)
    def index(*, stored):
        heard.append(len(stored))

    start_lessons(5)

    delivery.drain("tests")

    assert heard == [2, 2, 1]


def test_batch_that_raises_is_handed_over_one_by_one(start_lessons):
    @subscribe(LessonStarted, lane="tests", batch=10)
    def index(*, stored):
        if any(one.event.lesson_key.int == 1 for one in stored):
            raise Boom

    start_lessons(3)

    delivery.drain("tests")

    assert states() == [
        (Delivery.State.DONE, 1),
        (Delivery.State.OWED, 1),
        (Delivery.State.DONE, 1),
    ]


def test_batch_may_name_the_few_that_failed(start_lessons):
    @subscribe(LessonStarted, lane="tests", batch=10)
    def index(*, stored):
        raise SomeFailed({stored[1].event.event_id: PermanentError("too large")})

    start_lessons(3)

    delivery.drain("tests")

    assert states() == [
        (Delivery.State.DONE, 1),
        (Delivery.State.DEAD, 1),
        (Delivery.State.DONE, 1),
    ]


class EngineGone(Exception):
    pass


@pytest.mark.parametrize("error", [DependencyDown, EngineGone])
@pytest.mark.parametrize("batch", [None, 10])
def test_breaker_pauses_the_lane_and_burns_no_attempt(start_lessons, batch, error):
    def hear(*, event):
        raise error

    def index(*, stored):
        raise error

    subscribe(LessonStarted, lane="tests", batch=batch, down=(EngineGone,))(
        index if batch else hear
    )
    start_lessons(3)

    delivery.drain("tests")
    delivery.drain("tests")

    assert states() == [(Delivery.State.OWED, 0)] * 3
    assert Lane.objects.get().breaker_failures == 1
    assert delivery.find_owed_lanes() == {}


def test_breaker_probes_with_one_and_closes_when_it_is_answered(start_lessons):
    answers = iter([DependencyDown(), DependencyDown(), None, None, None])
    asked = []

    @subscribe(LessonStarted, lane="tests", batch=10)
    def index(*, stored):
        asked.append(len(stored))
        if error := next(answers):
            raise error

    def probe_again():
        Lane.objects.update(paused_until="2020-01-01 00:00:00Z")
        delivery.drain("tests")

    start_lessons(3)
    delivery.drain("tests")

    probe_again()
    probe_again()

    assert asked == [3, 1, 1, 2]
    assert Lane.objects.get().breaker_failures == 0
    assert states() == [(Delivery.State.DONE, 1)] * 3


def test_ordered_consumer_waits_for_the_head_of_its_stream(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests", ordered=True)
    def send(*, event):
        if event.lesson_key.int == 0 and event not in heard:
            heard.append(event)
            raise Boom
        heard.append(event)

    first, second = uuid.uuid4(), uuid.uuid4()
    blocked = start_lessons(3, enrolment_key=first)
    start_lessons(2, enrolment_key=second)

    delivery.drain("tests")
    make_due()
    delivery.drain("tests")

    in_order = [event for event in heard if event.enrolment_key == first]
    assert in_order == [blocked[0].event, *(one.event for one in blocked)]
    assert set(states()) == {(Delivery.State.DONE, 1), (Delivery.State.DONE, 2)}


def test_dead_head_stops_its_stream_and_no_other(start_lessons, heard):
    @subscribe(LessonStarted, lane="tests", ordered=True)
    def send(*, event):
        if event.enrolment_key.int == 1:
            raise PermanentError
        heard.append(event)

    start_lessons(2, enrolment_key=uuid.UUID(int=1))
    others = start_lessons(2, enrolment_key=uuid.UUID(int=2))

    delivery.drain("tests")

    assert heard == [one.event for one in others]
    assert states()[:2] == [(Delivery.State.DEAD, 1), (Delivery.State.OWED, 0)]


@pytest.mark.usefixtures("listener")
def test_delivery_whose_workers_never_came_back_is_dead(start_lessons, heard):
    start_lessons()
    Delivery.objects.update(
        attempts=12, lease_token=uuid.uuid4(), lease_until="2020-01-01 00:00:00Z"
    )

    delivery.drain("tests")

    assert heard == []
    assert Delivery.objects.get().state == Delivery.State.DEAD


@pytest.mark.usefixtures("listener")
def test_owed_lanes_are_those_in_which_something_is_due(start_lessons):
    nothing = delivery.find_owed_lanes()
    start_lessons(2)

    assert nothing == {}
    assert delivery.find_owed_lanes() == {"tests": 2}


def test_lane_told_how_long_to_wait_takes_what_is_due_first(start_lessons):
    asked = []

    @subscribe(LessonStarted, lane="tests", batch=1)
    def call(*, stored):
        asked.append(stored[0].event.event_id)
        if len(asked) == 1:
            raise DependencyDown("busy", wait=dt.timedelta(hours=1))

    first, second = (one.event.event_id for one in start_lessons(2))

    delivery.drain("tests")
    paused_until = Lane.objects.get().paused_until
    Lane.objects.update(paused_until="2020-01-01 00:00:00Z")
    delivery.drain("tests")

    assert paused_until > timezone.now() + dt.timedelta(minutes=59)
    assert asked == [first, second]
    assert states() == [(Delivery.State.OWED, 0), (Delivery.State.DONE, 1)]


@pytest.mark.usefixtures("listener")
def test_answer_to_a_ring_wants_another_turn_only_if_time_was_short(start_lessons):
    start_lessons(30)

    assert delivery.answer("tests", budget=0)
    assert not delivery.answer("tests", budget=0, is_stopping=lambda: True)
    assert not delivery.answer("tests", budget=60)
    assert Delivery.objects.owed().count() == 0


def test_what_falls_due_behind_full_rounds_is_found_before_the_end(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        Delivery.objects.filter(pk=tried).update(available_at="2020-01-01 00:00:00Z")

    start_lessons(101)
    tried = Delivery.objects.latest("pk").pk
    Delivery.objects.filter(pk=tried).update(
        attempts=1, available_at="2100-01-01 00:00:00Z"
    )

    assert not delivery.answer("tests", budget=60)

    assert Delivery.objects.owed().count() == 0
