import datetime as dt
import json
import uuid

import pytest
from standardwebhooks import Webhook

from events.models import Delivery, Lane
from events.webhooks import sending
from events.webhooks.models import WebhookAttempt
from tests.events.webhooks.receiver import (
    Receiver,
    drip_body,
    drip_headers,
    hang_up,
    say,
    say_late,
    say_nonsense,
    say_ten_megabytes,
    say_without_end,
)

pytestmark = pytest.mark.django_db

OWED, DONE, DEAD = Delivery.State.OWED, Delivery.State.DONE, Delivery.State.DEAD


def read_log():
    attempts = WebhookAttempt.objects.order_by("id")
    return list(attempts.values_list("is_accepted", "status", "error"))


def test_event_arrives_signed_as_a_cloud_event(
    receiver, make_endpoint, start_lessons, deliver, settings
):
    settings.EVENTS_SOURCE = "urn:forsa:tests"
    endpoint = make_endpoint(receiver.url)
    (stored,) = start_lessons()

    deliver()

    ((headers, body),) = receiver.requests
    event = Webhook(endpoint.secret).verify(body, headers)
    assert headers["webhook-id"] == event["id"] == str(stored.event.event_id)
    assert headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert event["source"] == "urn:forsa:tests"
    assert event["type"] == "org.forsa.learning.lesson.started.v1"
    assert event["data"] == stored.event.data


def test_log_tells_what_was_answered(receiver, make_endpoint, start_lessons, deliver):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(202, "merci")]
    (stored,) = start_lessons()

    deliver()

    attempt = WebhookAttempt.objects.get()
    assert attempt.endpoint == endpoint
    assert (attempt.event_id, attempt.event_type) == (
        stored.event.event_id,
        "learning.lesson.started",
    )
    assert (attempt.is_accepted, attempt.status, attempt.answer) == (True, 202, "merci")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (say_late(0.3), 0),
        (drip_body, 1),
        (say_ten_megabytes, 2_048),
        (say_without_end, 2_048),
        (say(200, "a\0b"), 3),
    ],
)
def test_slow_or_endless_answer_counts_by_its_status(
    receiver, make_endpoint, start_lessons, deliver, monkeypatch, answer, kept
):
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.5)
    make_endpoint(receiver.url)
    receiver.answers = [answer]
    start_lessons()

    deliver()

    attempt = WebhookAttempt.objects.get()
    assert attempt.is_accepted
    assert kept <= len(attempt.answer) <= 2_048
    assert attempt.milliseconds < 2_000


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (drip_headers, None, "timed_out"),
        (say_late(5), None, "timed_out"),
        (say_nonsense, None, "broken_answer"),
        (hang_up, None, "broken_answer"),
        (say(500), 500, "failing"),
        (say(502), 502, "failing"),
        (say(503), 503, "busy"),
        (say(429), 429, "busy"),
        (say(408), 408, "timed_out"),
    ],
)
def test_endpoint_that_is_down_is_waited_for(
    receiver,
    make_endpoint,
    start_lessons,
    deliver,
    states,
    monkeypatch,
    answer,
    status,
    error,
):
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.5)
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [answer]
    start_lessons(2)

    deliver()
    first = states(endpoint)
    deliver(again=True)

    assert first == [(OWED, 0), (OWED, 0)]
    assert states(endpoint) == [(DONE, 1), (DONE, 1)]
    assert read_log()[0] == (False, status, error)
    assert len(read_log()) == 3


def test_endpoint_that_nobody_listens_at_is_waited_for(
    make_endpoint, start_lessons, deliver, states
):
    gone = Receiver()
    endpoint = make_endpoint(gone.url)
    gone.close()
    start_lessons()

    deliver()
    endpoint.refresh_from_db()

    assert states(endpoint) == [(OWED, 0)]
    assert read_log() == [(False, None, "unreachable")]
    assert endpoint.down_since is not None


def test_endpoint_that_asks_for_time_is_given_it(
    receiver, make_endpoint, start_lessons, deliver
):
    make_endpoint(receiver.url)
    receiver.answers = [say(429, Retry_After="600")]
    start_lessons()

    deliver()

    attempt, lane = WebhookAttempt.objects.get(), Lane.objects.get()
    wait = lane.paused_until - attempt.at
    assert dt.timedelta(minutes=9) < wait < dt.timedelta(minutes=11)


def test_redirect_is_not_followed(
    receiver, make_endpoint, start_lessons, deliver, states
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(302, Location="http://169.254.169.254/")]
    start_lessons()

    deliver()

    attempt = WebhookAttempt.objects.get()
    assert (attempt.error, attempt.detail) == ("redirected", "http://169.254.169.254/")
    assert states(endpoint) == [(OWED, 1)]


def test_event_that_is_refused_ends_dead_and_stops_its_stream_only(
    receiver, make_endpoint, start_lessons, deliver, states
):
    endpoint = make_endpoint(receiver.url)
    enrolment = uuid.uuid4()
    receiver.answers = [say(400, "no such learner")] * 12
    start_lessons(2, enrolment_key=enrolment)

    for _ in range(12):
        deliver(again=True)
    start_lessons()
    deliver()

    assert states(endpoint) == [(DEAD, 12), (OWED, 0), (DONE, 1)]


def test_events_of_a_stream_arrive_in_order_after_a_failure(
    receiver, make_endpoint, start_lessons, deliver
):
    make_endpoint(receiver.url)
    receiver.answers = [say(500), say(400)]
    stored = start_lessons(3, enrolment_key=uuid.uuid4())

    for _ in range(3):
        deliver(again=True)

    first, second, third = (str(one.event.event_id) for one in stored)
    assert receiver.ids == [first, first, first, second, third]


def test_event_that_one_endpoint_chokes_on_is_its_own_failure(
    receiver, make_endpoint, start_lessons, deliver, states
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(500), say(200), say(500)]
    start_lessons(2)

    deliver()
    Lane.objects.update(paused_until="2020-01-01 00:00:00Z")
    deliver()
    deliver(again=True)
    choked = states(endpoint)
    endpoint.refresh_from_db()

    assert choked == [(OWED, 1), (DONE, 1)]
    assert endpoint.down_since is None


def test_endpoint_that_is_gone_is_disabled(
    receiver, make_endpoint, start_lessons, deliver, states, emitted
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(410)]
    start_lessons()
    deliver()
    start_lessons()

    deliver(again=True)

    endpoint.refresh_from_db()
    assert endpoint.disabled_reason == "gone"
    assert states(endpoint) == [(OWED, 0)]
    assert len(receiver.requests) == 1
    assert "events.webhook.disabled" in [event.name for event in emitted()]


def test_endpoint_that_is_down_for_days_is_disabled(
    receiver, make_endpoint, start_lessons, deliver, states
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(500), say(500)]
    start_lessons()
    deliver()
    endpoint.refresh_from_db()
    endpoint.down_since -= dt.timedelta(days=5)
    endpoint.save()

    deliver(again=True)

    endpoint.refresh_from_db()
    assert endpoint.disabled_reason == "down"
    assert states(endpoint) == [(OWED, 0)]


def test_endpoint_that_is_down_delays_no_other(
    receiver, make_endpoint, start_lessons, deliver, states
):
    down = make_endpoint("http://127.0.0.1:9/")
    up = make_endpoint(receiver.url)
    start_lessons(3)

    deliver()

    assert states(down) == [(OWED, 0)] * 3
    assert states(up) == [(DONE, 1)] * 3


def test_longer_down_means_longer_between_attempts(
    receiver, make_endpoint, start_lessons, deliver
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(500), say(500)]
    start_lessons()
    deliver()
    first = Lane.objects.get().paused_until - WebhookAttempt.objects.latest("id").at
    endpoint.refresh_from_db()
    endpoint.down_since -= dt.timedelta(hours=1)
    endpoint.save()

    deliver(again=True)
    later = Lane.objects.get().paused_until - WebhookAttempt.objects.latest("id").at

    assert dt.timedelta(seconds=4) < first < dt.timedelta(seconds=8)
    assert dt.timedelta(minutes=5.9) < later < dt.timedelta(minutes=6.2)


def test_certificate_that_nobody_signed_is_not_trusted(
    certificate, make_endpoint, start_lessons, deliver, states
):
    receiver = Receiver(certificate)
    endpoint = make_endpoint(f"https://localhost:{receiver.port}/")
    start_lessons()

    deliver()
    receiver.close()

    attempt = WebhookAttempt.objects.get()
    assert (attempt.error, attempt.detail) == ("tls_failed", "self-signed certificate")
    assert states(endpoint) == [(OWED, 0)]
    assert receiver.requests == []


def test_certificate_that_is_trusted_has_to_be_of_that_host(
    certificate, make_endpoint, start_lessons, deliver, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    receiver = Receiver(certificate)
    make_endpoint(f"https://localhost:{receiver.port}/")
    make_endpoint(f"https://127.0.0.1:{receiver.port}/")
    start_lessons()

    deliver()
    receiver.close()

    assert set(read_log()) == {(True, 200, ""), (False, None, "tls_failed")}
    assert json.loads(receiver.requests[0][1])["specversion"] == "1.0"


def test_name_that_moves_into_the_house_is_refused_when_sending(
    receiver, make_endpoint, start_lessons, deliver, states, resolve_as, settings
):
    settings.WEBHOOKS_ALLOW_PRIVATE = []
    answers = ["93.184.215.14"]
    resolve_as("rebound.example", lambda: answers[-1:])
    endpoint = make_endpoint("https://rebound.example/")
    answers.append("127.0.0.1")
    start_lessons()

    deliver()

    attempt = WebhookAttempt.objects.get()
    assert (attempt.error, attempt.detail) == ("address_refused", "127.0.0.1")
    assert receiver.requests == []
    assert states(endpoint) == [(OWED, 1)]


def test_connection_is_made_to_the_address_that_was_checked(
    receiver, make_endpoint, start_lessons, deliver, resolve_as
):
    asked = []

    def resolve_elsewhere_next():
        asked.append("moving.example")
        return ["127.0.0.1" if len(asked) <= 2 else "10.0.0.1"]

    resolve_as("moving.example", resolve_elsewhere_next)
    make_endpoint(f"http://moving.example:{receiver.port}/")
    start_lessons()

    deliver()

    # Once when it was entered, once for this event.
    assert len(asked) == 2
    assert [headers["Host"] for headers, _ in receiver.requests] == [
        f"moving.example:{receiver.port}"
    ]
