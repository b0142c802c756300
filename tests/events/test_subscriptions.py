import pytest

from events.catalogue.learning import EnrolmentEvent, LessonStarted
from events.subscriptions import find_lanes, find_subscribers, subscribe


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


@pytest.mark.parametrize(("batch", "argument"), [(None, "event"), (10, "stored")])
def test_handler_has_to_take_what_it_will_be_given(batch, argument):
    def hear(*, payload):
        pass

    with pytest.raises(TypeError, match=f"take '{argument}'"):
        subscribe(LessonStarted, lane="tests", batch=batch)(hear)


def test_event_that_is_never_emitted_cannot_be_subscribed_to():
    def hear(*, event):
        pass

    with pytest.raises(TypeError, match="never emitted"):
        subscribe(EnrolmentEvent, lane="tests")(hear)
