import pytest

from events.catalogue.learning import EnrolmentEvent, LessonStarted
from events.subscriptions import (
    Consumer,
    find_consumers,
    find_family_lanes,
    find_lanes,
    find_subscribers,
    is_of_family,
    register_family,
    subscribe,
)


def test_subscribers_are_those_of_that_event():
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        pass

    names = [consumer.name for consumer in find_subscribers(LessonStarted)]

    assert names == ["hear"]
    assert find_lanes() == ("tests",)


def test_second_consumer_of_a_name_is_refused():
    def hear(*, event):
        pass

    subscribe(LessonStarted, lane="tests")(hear)

    with pytest.raises(TypeError, match="two consumers are named 'hear'"):
        subscribe(LessonStarted, lane="tests")(hear)


def test_consumer_with_too_long_a_name_is_refused():
    def hear_that_somebody_somewhere_has_opened_some_lesson(*, event):
        pass

    with pytest.raises(TypeError, match="longer than 48"):
        subscribe(LessonStarted, lane="tests")(
            hear_that_somebody_somewhere_has_opened_some_lesson
        )


@pytest.mark.parametrize(
    ("way", "argument"),
    [({}, "event"), ({"batch": 10}, "stored"), ({"together": 10}, "events")],
)
def test_handler_has_to_take_what_it_will_be_given(way, argument):
    def hear(*, payload):
        pass

    with pytest.raises(TypeError, match=f"take '{argument}'"):
        subscribe(LessonStarted, lane="tests", **way)(hear)


def test_consumer_takes_its_events_in_one_way_only():
    with pytest.raises(TypeError, match="takes batches, or several together"):
        subscribe(LessonStarted, lane="tests", batch=10, together=10)


def test_event_that_is_never_emitted_cannot_be_subscribed_to():
    def hear(*, event):
        pass

    with pytest.raises(TypeError, match="never emitted"):
        subscribe(EnrolmentEvent, lane="tests")(hear)


def make_member(name, *, rests=False):
    return Consumer(
        name=name,
        events=(),
        lane=name,
        handler=print,
        batch=1,
        ordered=True,
        rests=rests,
    )


def test_family_brings_consumers_with_a_lane_each():
    first, second = make_member("call:1"), make_member("call:2", rests=True)

    def find_members(*, lane=None):
        return [one for one in (first, second) if lane in {None, one.lane}]

    register_family("call", find_members)

    assert find_consumers() == (first, second)
    assert find_consumers(lane="call:1") == (first,)
    assert find_consumers(lane="call:2") == ()
    assert find_family_lanes() == ("call:1",)
    assert find_lanes() == ()
    assert [is_of_family(lane) for lane in ("call:1", "call", "other:1")] == [
        True,
        False,
        False,
    ]


def test_second_family_of_a_name_is_refused():
    register_family("call", lambda *, lane=None: [])

    with pytest.raises(TypeError, match="two families are named 'call'"):
        register_family("call", lambda *, lane=None: [])
