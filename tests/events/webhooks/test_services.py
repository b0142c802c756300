import datetime as dt
import uuid

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from events.models import Delivery
from events.services import pause_lane
from events.webhooks import actors, queries, services
from events.webhooks.models import WebhookAttempt, WebhookEndpoint
from tests.events.webhooks.receiver import say

pytestmark = pytest.mark.django_db

ACTOR = uuid.UUID(int=9)
OWED, DONE = Delivery.State.OWED, Delivery.State.DONE
CANCELLED = Delivery.State.CANCELLED


def now():
    return timezone.now()


def test_endpoint_hears_only_what_it_wants(
    receiver, make_endpoint, start_lessons, deliver, states
):
    wants = make_endpoint(
        receiver.url, hears_all=False, event_types=["learning.lesson.started"]
    )
    wants_not = make_endpoint(
        receiver.url, hears_all=False, event_types=["learning.lesson.completed"]
    )
    start_lessons()

    deliver()

    assert states(wants) == [(DONE, 1)]
    assert states(wants_not) == []


def test_event_told_twice_is_owed_once(make_endpoint, receiver, start_lessons, states):
    endpoint = make_endpoint(receiver.url)
    (stored,) = start_lessons()

    actors.call_webhooks(event=stored.event)
    actors.call_webhooks(event=stored.event)

    assert states(endpoint) == [(OWED, 0)]


@pytest.mark.parametrize("kind", ["events.webhook.tested", "learning.nothing.known"])
def test_kind_that_stays_inside_cannot_be_wanted(make_endpoint, receiver, kind):
    with pytest.raises(services.EventTypeKeptInside, match=kind):
        make_endpoint(receiver.url, event_types=[kind])


def test_both_secrets_sign_for_a_day(receiver, make_endpoint, start_lessons, deliver):
    endpoint = make_endpoint(receiver.url)
    renewed = services.rotate_secret(key=endpoint.key, at=now())
    start_lessons()
    deliver()
    WebhookEndpoint.objects.update(rotated_at=now() - dt.timedelta(hours=25))
    start_lessons()
    deliver()

    (during, body), (after, later_body) = receiver.requests
    Webhook(endpoint.secret).verify(body, during)
    Webhook(renewed.secret).verify(body, during)
    Webhook(renewed.secret).verify(later_body, after)
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(later_body, after)


def test_secret_is_not_in_the_database(make_endpoint, receiver):
    endpoint = make_endpoint(receiver.url)

    (stored,) = WebhookEndpoint.objects.values()

    assert endpoint.secret.startswith("whsec_")
    assert endpoint.secret.removeprefix("whsec_") not in str(stored)


def test_endpoint_whose_secret_is_lost_is_disabled_and_can_be_given_a_new_one(
    receiver, make_endpoint, start_lessons, deliver, settings
):
    endpoint = make_endpoint(receiver.url)
    settings.SECRET_KEY = "another"
    start_lessons()
    deliver()
    endpoint.refresh_from_db()
    reason = endpoint.disabled_reason
    renewed = services.rotate_secret(key=endpoint.key, at=now())
    services.enable_endpoint(key=endpoint.key)

    deliver(again=True)

    ((headers, body),) = receiver.requests
    assert reason == "key_changed"
    assert len(headers["webhook-signature"].split()) == 1
    Webhook(renewed.secret).verify(body, headers)


def test_disabled_endpoint_keeps_what_it_was_owed_and_is_owed_nothing_new(
    receiver, make_endpoint, start_lessons, deliver, states
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(500)]
    start_lessons()
    deliver()
    services.disable_endpoint(key=endpoint.key, actor=ACTOR, at=now())
    start_lessons()
    deliver()
    rested = states(endpoint)

    services.enable_endpoint(key=endpoint.key)
    deliver()

    assert rested == [(OWED, 0)]
    assert states(endpoint) == [(DONE, 1)]


def test_endpoint_whose_lane_is_paused_says_so_and_keeps_what_it_is_owed(
    receiver, make_endpoint, start_lessons, deliver
):
    endpoint = make_endpoint(receiver.url)
    at = now()
    pause_lane(lane=endpoint.consumer, actor=ACTOR, at=at)
    start_lessons(2)

    deliver()

    status = queries.get_endpoint(endpoint.key)
    assert (status.state, status.since, status.owed) == ("paused", at, 2)
    assert receiver.requests == []


def test_deleted_endpoint_is_owed_nothing_any_more(
    receiver, make_endpoint, start_lessons, deliver, states, emitted
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(500)]
    start_lessons(2)
    deliver()

    services.delete_endpoint(key=endpoint.key, actor=ACTOR, at=now())

    assert [state for state, _ in states(endpoint)] == [CANCELLED] * 2
    assert emitted()[-1].name == "events.delivery.cancelled"
    assert WebhookAttempt.objects.count() == 0
    with pytest.raises(services.EndpointUnknown):
        services.delete_endpoint(key=endpoint.key, actor=ACTOR, at=now())


def test_test_event_goes_to_this_endpoint_alone(
    receiver, make_endpoint, deliver, states
):
    endpoint, other = make_endpoint(receiver.url), make_endpoint(receiver.url)

    services.send_test(key=endpoint.key, actor=ACTOR, at=now())
    deliver()

    assert states(endpoint) == [(DONE, 1)]
    assert states(other) == []
    assert [attempt.event_type for attempt in WebhookAttempt.objects.all()] == [
        "events.webhook.tested"
    ]


def test_test_event_does_not_wait_for_the_next_probe(
    receiver, make_endpoint, start_lessons, deliver, states
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [say(503, Retry_After="3600")]
    start_lessons()
    deliver()

    services.send_test(key=endpoint.key, actor=ACTOR, at=now())
    deliver()

    assert [state for state, _ in states(endpoint)] == [DONE, DONE]


def test_disabled_endpoint_is_not_tested(receiver, make_endpoint):
    endpoint = make_endpoint(receiver.url)
    services.disable_endpoint(key=endpoint.key, at=now())

    with pytest.raises(services.EndpointDisabled):
        services.send_test(key=endpoint.key, actor=ACTOR, at=now())


@pytest.mark.parametrize("first", [say(200), say(500)])
def test_event_is_resent_whatever_became_of_it(
    receiver, make_endpoint, start_lessons, deliver, states, first
):
    endpoint = make_endpoint(receiver.url)
    receiver.answers = [first]
    (stored,) = start_lessons()
    deliver()

    services.resend_event(
        key=endpoint.key, event_id=stored.event.event_id, actor=ACTOR, at=now()
    )
    deliver()

    assert receiver.ids == [str(stored.event.event_id)] * 2
    assert states(endpoint) == [(DONE, 1)]


def test_event_is_resent_after_its_delivery_is_forgotten(
    receiver, make_endpoint, start_lessons, deliver
):
    endpoint = make_endpoint(receiver.url)
    (stored,) = start_lessons()
    deliver()
    Delivery.objects.all().delete()

    services.resend_event(
        key=endpoint.key, event_id=stored.event.event_id, actor=ACTOR, at=now()
    )
    deliver()

    assert len(receiver.requests) == 2


def test_event_that_is_forgotten_cannot_be_resent(receiver, make_endpoint):
    endpoint = make_endpoint(receiver.url)

    with pytest.raises(services.EventForgotten):
        services.resend_event(
            key=endpoint.key, event_id=uuid.uuid4(), actor=ACTOR, at=now()
        )


def test_attempts_are_forgotten_after_a_month(
    receiver, make_endpoint, start_lessons, deliver
):
    make_endpoint(receiver.url)
    start_lessons(2)
    deliver()
    old = WebhookAttempt.objects.earliest("id")
    old.at -= dt.timedelta(days=31)
    old.save()

    actors.forget_webhook_attempts(at=now())

    assert WebhookAttempt.objects.count() == 1
