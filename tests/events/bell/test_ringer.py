import threading

from events.bell.ringer import Ringer


def test_rings_close_together_are_one():
    sent = []
    first_is_sent, go_on, done = (threading.Event() for _ in range(3))

    def send(lanes):
        sent.append(lanes)
        if len(sent) == 1:
            first_is_sent.set()
            go_on.wait(5)
        else:
            done.set()

    ringer = Ringer(send)
    ringer.ring({"a"})
    first_is_sent.wait(5)
    for lane in ("b", "c", "b"):
        ringer.ring({lane})
    go_on.set()
    done.wait(5)

    assert sent == [{"a"}, {"b", "c"}]


def test_ring_that_fails_is_not_the_last(caplog):
    sent = []
    done = threading.Event()

    def send(lanes):
        sent.append(lanes)
        if len(sent) == 1:
            raise ConnectionError
        done.set()

    ringer = Ringer(send)
    ringer.ring({"a"})
    while not caplog.records:
        threading.Event().wait(0.01)
    ringer.ring({"b"})
    done.wait(5)

    assert sent == [{"a"}, {"b"}]
    assert caplog.messages == ["the bell could not be rung"]
