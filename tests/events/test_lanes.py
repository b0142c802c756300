import time
import uuid

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from events import delivery, queries, services
from events.bell.threads import DrainThreads
from events.catalogue.learning import LessonStarted
from events.models import Delivery, EventRecord, Lane
from events.subscriptions import DependencyDown, subscribe

SOMEBODY = uuid.UUID(int=7)
WAY_BACK = "2020-01-01 00:00:00Z"
PATIENCE_SECONDS = 15


def pause(lane="tests", **whom):
    at = timezone.now()
    services.pause_lane(lane=lane, at=at, **{"actor": SOMEBODY, **whom})
    return at


def resume(lane="tests"):
    services.resume_lane(lane=lane, actor=SOMEBODY, at=timezone.now())


def states():
    rows = Delivery.objects.order_by("pk").values_list("state", "attempts")
    return [(Delivery.State(state), attempts) for state, attempts in rows]


@pytest.fixture
def heard(db):
    heard = []

    @subscribe(LessonStarted, lane="tests", batch=1)
    def hear(*, stored):
        heard.extend(stored)

    return heard


def test_paused_lane_delivers_nothing_and_burns_no_attempt(heard, start_lessons):
    start_lessons(2)
    pause()
    start_lessons(1)

    delivery.drain("tests")

    assert heard == []
    assert states() == [(Delivery.State.OWED, 0)] * 3
    assert delivery.find_owed_lanes() == {}


def test_other_lanes_go_on_while_one_is_paused(heard, start_lessons):
    elsewhere = []

    @subscribe(LessonStarted, lane="elsewhere")
    def hear_elsewhere(*, event):
        elsewhere.append(event)

    pause()
    start_lessons(1)

    delivery.drain("tests")
    delivery.drain("elsewhere")

    assert (len(heard), len(elsewhere)) == (0, 1)


def test_resumed_lane_delivers_what_has_waited(heard, start_lessons):
    pause()
    start_lessons(2)

    resume()
    delivery.drain("tests")

    assert len(heard) == 2
    assert states() == [(Delivery.State.DONE, 1)] * 2


def test_what_is_under_way_is_finished_and_nothing_more_begun(start_lessons):
    @subscribe(LessonStarted, lane="tests", batch=1)
    def pause_meanwhile(*, stored):
        pause()

    start_lessons(3)

    delivery.drain("tests")

    assert states() == [(Delivery.State.DONE, 1)] + [(Delivery.State.OWED, 0)] * 2


def test_paused_lane_stays_so_when_its_dependency_answers_again(start_lessons):
    asked = []

    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        asked.append(event)
        raise DependencyDown

    start_lessons(1)
    delivery.drain("tests")
    pause()
    Lane.objects.update(paused_until=WAY_BACK)

    delivery.drain("tests")
    while_paused = len(asked)
    resume()
    Lane.objects.update(paused_until=WAY_BACK)
    delivery.drain("tests")

    assert (while_paused, len(asked)) == (1, 2)


def test_who_paused_and_resumed_is_told(heard):
    pause()
    resume()

    told = EventRecord.objects.filter(stream="operations:tests").order_by("pk")
    assert list(told.values_list("type", "actor_key")) == [
        ("events.lane.paused_by_hand", SOMEBODY),
        ("events.lane.resumed_by_hand", SOMEBODY),
    ]
    entries = queries.find_history(queries.HistoryKind.LANES)[:2]
    assert [entry.what for entry in entries] == ["resumed_by_hand", "paused_by_hand"]
    assert all(entry.is_decided for entry in entries)


def test_status_says_since_when_and_by_whom(heard, start_lessons):
    start_lessons(2)
    at = pause()

    status = queries.get_lane_status("tests")

    assert (status.is_paused, status.flows, status.is_waiting) == (True, False, False)
    assert (status.paused_at, status.paused_by, status.owed) == (at, SOMEBODY, 2)


def test_resumed_lane_is_forgotten_to_have_been_paused(heard):
    pause()
    resume()

    status = queries.get_lane_status("tests")

    assert status.flows
    assert (status.paused_at, status.paused_by) == (None, None)


def test_lane_nobody_works_in_cannot_be_paused(heard):
    with pytest.raises(services.LaneUnknown):
        pause("tesst")

    assert not Lane.objects.exists()


def test_paused_lane_is_not_paused_again(heard):
    at = pause()

    with pytest.raises(services.LanePaused):
        pause(actor=None)

    assert Lane.objects.get().paused_at == at
    assert Lane.objects.get().paused_by == SOMEBODY


def test_lane_that_flows_is_not_resumed(heard):
    with pytest.raises(services.LaneNotPaused):
        resume()


def test_paused_lane_is_not_tried(start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise DependencyDown

    start_lessons(1)
    delivery.drain("tests")
    pause()

    with pytest.raises(services.LanePaused):
        services.try_lane(lane="tests")

    assert Lane.objects.filter(paused_until__gt=Now()).exists()


def test_lane_that_no_release_knows_any_more_can_be_resumed(heard, monkeypatch):
    pause()
    monkeypatch.setattr("events.subscriptions._consumers", {})

    resume()

    assert Lane.objects.get().paused_at is None


@pytest.mark.django_db(transaction=True)
def test_threads_of_the_server_wait_while_it_is_paused_and_go_on_at_once(
    heard, start_lessons
):
    threads = DrainThreads()
    threads.start()
    try:
        pause()
        start_lessons(2)
        time.sleep(0.5)  # Twice as long as the bell takes to look for itself.
        while_paused = len(heard)
        resume()
        end = time.monotonic() + PATIENCE_SECONDS
        while Delivery.objects.owed().exists():
            assert time.monotonic() < end, "it took too long"
            time.sleep(0.02)
    finally:
        threads.stop()

    assert (while_paused, len(heard)) == (0, 2)
