from itertools import chain, repeat

import pytest

from events import delivery, services
from events.catalogue.learning import LessonStarted
from events.delivery.claim import TIERS, claim
from events.delivery.handle import handle
from events.models import Delivery, Fanout
from events.services import Conditions
from events.subscriptions import (
    DependencyDown,
    NotYet,
    PermanentError,
    find_consumers,
    subscribe,
)

pytestmark = pytest.mark.django_db

AUDIENCE = range(1, 8)


@pytest.fixture
def told():
    return []


@pytest.fixture
def moods():
    """What is raised at which chunk, counted from 0."""
    return {}


@pytest.fixture
def announcer(told, moods, start_lessons):
    chunks = iter(range(1_000))

    @subscribe(LessonStarted, lane="tests", fanout=3, max_attempts=3)
    def announce(*, event, after, limit):
        some = [person for person in AUDIENCE if person > after][:limit]
        told.extend(some)
        if error := moods.get(next(chunks)):
            # As a transaction that is rolled back would.
            del told[len(told) - len(some) :]
            raise error
        return some[-1] if some else None

    start_lessons()
    return find_consumers()


def get_row():
    return Delivery.objects.values_list("state", "attempts").get()


def make_due():
    Delivery.objects.owed().update(available_at="2020-01-01 00:00:00Z")


@pytest.mark.usefixtures("announcer")
def test_audience_is_told_chunk_by_chunk(told):
    delivery.drain("tests")

    fanout = Fanout.objects.get()
    assert told == list(AUDIENCE)
    assert (fanout.cursor, fanout.state) == (7, Fanout.State.FINISHED)
    assert get_row() == (Delivery.State.DONE, 1)


@pytest.mark.usefixtures("announcer")
def test_fanout_goes_on_from_its_cursor_when_time_was_short(told):
    delivery.drain("tests", is_stopping=chain([0], repeat(1)).__next__)
    between = (list(told), Fanout.objects.get().cursor, get_row())
    delivery.drain("tests")

    assert between == ([1, 2, 3], 3, (Delivery.State.OWED, 0))
    assert told == list(AUDIENCE)


@pytest.mark.usefixtures("announcer")
def test_attempts_start_anew_with_each_chunk_that_got_through(told, moods):
    moods.update({1: OSError(), 2: OSError(), 4: OSError(), 5: OSError()})

    for _ in range(5):
        make_due()
        delivery.drain("tests")

    assert told == list(AUDIENCE)
    assert get_row()[0] == Delivery.State.DONE


@pytest.mark.usefixtures("announcer")
def test_chunk_that_never_gets_through_is_dead_and_repaired_from_there(told, moods):
    moods.update(dict.fromkeys(range(1, 4), OSError()))
    for _ in range(3):
        make_due()
        delivery.drain("tests")
    dead = get_row()

    services.requeue_dead(
        conditions=Conditions(),
        actor=None,
        at=Delivery.objects.get().event.recorded_at,
    )
    delivery.drain("tests")

    assert dead == (Delivery.State.DEAD, 3)
    assert told == list(AUDIENCE)


@pytest.mark.usefixtures("announcer")
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (PermanentError(), (Delivery.State.DEAD, 1)),
        (DependencyDown(), (Delivery.State.OWED, 0)),
    ],
)
def test_refusal_in_the_midst_keeps_what_was_told(told, moods, error, state):
    moods[1] = error

    delivery.drain("tests")

    assert (told, Fanout.objects.get().cursor) == ([1, 2, 3], 3)
    assert get_row() == state


@pytest.mark.usefixtures("announcer")
def test_too_early_in_the_midst_burns_no_attempt(told, moods):
    moods[1] = NotYet(Delivery.objects.get().event.recorded_at)

    delivery.drain("tests", is_stopping=chain([0, 0], repeat(1)).__next__)

    assert (told, get_row()) == ([1, 2, 3], (Delivery.State.OWED, 0))


def test_late_worker_tells_nobody(announcer, told):
    late = claim("tests", announcer, TIERS[0], limit=1)
    Delivery.objects.update(lease_until="2020-01-01 00:00:00Z")
    delivery.drain("tests")

    handle(announcer[0], late)

    assert told == list(AUDIENCE)


def test_cursor_that_stands_still_is_a_failure(start_lessons):
    @subscribe(LessonStarted, lane="tests", fanout=3)
    def announce(*, event, after, limit):
        return after

    start_lessons()

    delivery.drain("tests")

    assert "CursorStuck" in Delivery.objects.get().last_error


@pytest.mark.usefixtures("announcer")
def test_replay_tells_the_whole_audience_again(told, drain):
    drain()

    services.replay_deliveries(
        conditions=Conditions(consumer="announce"),
        actor=None,
        at=Delivery.objects.get().event.recorded_at,
    )
    drain()

    assert told == [*AUDIENCE, *AUDIENCE]
