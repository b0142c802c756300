"""Sending one event to one endpoint, and what its answer means for those that come after.

Whoever doesn't answer is waited for, and no attempt is burnt; whoever says no
to one event gets it again a few times, with the others in between.
"""

import datetime as dt
import json
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min
from django.db.models.functions import Coalesce

from events.exchange import make_cloud_event
from events.models import EventRecord
from events.subscriptions import DependencyDown
from events.webhooks import addresses, sending, signing
from events.webhooks.faults import OF_THE_ADDRESS, EndpointUnusable, Fault
from events.webhooks.keys import SecretKeyChanged, find_secrets
from events.webhooks.models import WebhookAttempt, WebhookEndpoint
from events.webhooks.services import disable_endpoint

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"

DOWN_FOR_GOOD = dt.timedelta(days=5)
SHORTEST_WAIT = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(minutes=15)
LONGEST_ASKED_WAIT = dt.timedelta(hours=1)
"""However long an endpoint asks us to wait."""

Reason = WebhookEndpoint.DisabledReason


class NotAccepted(Exception):
    """The endpoint answered, and it wasn't yes."""


class EndpointRests(DependencyDown):
    """The endpoint was disabled while this was on its way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt."""

    fault: Fault | None
    status: int | None = None
    detail: str = ""
    text: str = ""
    retry_after: dt.timedelta | None = None


def call_endpoint(*, key: str, event_id: uuid.UUID, at: dt.datetime) -> None:
    """The endpoint has accepted the event, or the attempt is in its log and an exception says what to do.

    Raises ``DependencyDown`` if it has to be waited for, ``NotAccepted`` if this
    event has to be tried again.
    """
    endpoint = WebhookEndpoint.objects.active().filter(key=key).first()
    if endpoint is None:
        raise EndpointRests(key)
    record = EventRecord.objects.get(event_id=event_id)
    try:
        secrets = find_secrets(endpoint, at=at)
    except SecretKeyChanged as error:
        disable_endpoint(key=key, reason=Reason.KEY_CHANGED, at=at)
        raise EndpointRests(key) from error
    started = time.monotonic()
    outcome = _send(endpoint, record, secrets, at)
    WebhookAttempt.objects.create(
        endpoint=endpoint,
        at=at,
        event_id=record.event_id,
        event_type=record.type,
        is_accepted=outcome.fault is None,
        status=outcome.status,
        milliseconds=round((time.monotonic() - started) * 1_000),
        error=outcome.fault or "",
        detail=outcome.detail[:300],
        answer=outcome.text,
    )
    if outcome.fault is None:
        _note(endpoint, accepted_at=at, down_since=None)
    else:
        _refuse(endpoint, record, outcome, at)


def _send(
    endpoint: WebhookEndpoint,
    record: EventRecord,
    secrets: list[str],
    at: dt.datetime,
) -> Outcome:
    cloud_event = make_cloud_event(record, source=settings.EVENTS_SOURCE)
    body = json.dumps(cloud_event, ensure_ascii=False).encode()
    headers = signing.make_headers(
        event_id=str(record.event_id), at=at, body=body, signed_with=secrets
    )
    try:
        target = addresses.read_url(endpoint.url)
        answer = sending.post(
            target,
            addresses.find_addresses(target),
            headers={"Content-Type": CONTENT_TYPE, **headers},
            body=body,
            at=at,
        )
    except EndpointUnusable as unusable:
        return Outcome(fault=unusable.fault, detail=unusable.detail)
    return Outcome(
        fault=_judge(answer.status),
        status=answer.status,
        detail=answer.location,
        text=answer.text,
        retry_after=answer.retry_after,
    )


def _judge(status: int) -> Fault | None:
    match status:
        case 410:
            return Fault.GONE
        case 408:
            return Fault.TIMED_OUT
        case 429 | 503:
            return Fault.BUSY
        case _ if status in range(200, 300):
            return None
        case _ if status in range(300, 400):
            return Fault.REDIRECTED
        case _ if status in range(400, 500):
            return Fault.REFUSED
        case _ if status in range(500, 600):
            return Fault.FAILING
        case _:
            return Fault.BROKEN_ANSWER


def _refuse(
    endpoint: WebhookEndpoint, record: EventRecord, outcome: Outcome, at: dt.datetime
) -> None:
    """Raise what the attempt means."""
    said = f"{endpoint.consumer}: {outcome.fault} {outcome.status or outcome.detail}"
    match outcome.fault:
        case Fault.GONE:
            disable_endpoint(key=endpoint.key, reason=Reason.GONE, at=at)
            raise EndpointRests(said)
        case Fault.REDIRECTED | Fault.REFUSED:
            _note(endpoint, down_since=None)
            raise NotAccepted(said)
        case Fault.FAILING if _is_choking_on(endpoint, record):
            _note(endpoint, down_since=None)
            raise NotAccepted(said)
        case fault if fault in OF_THE_ADDRESS:
            raise NotAccepted(said)
    since = endpoint.down_since or at
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        down_since=Coalesce("down_since", since)
    )
    if at - since >= DOWN_FOR_GOOD:
        disable_endpoint(key=endpoint.key, reason=Reason.DOWN, at=at)
        raise EndpointRests(said)
    raise DependencyDown(said, wait=_get_wait(outcome, at - since))


def _is_choking_on(endpoint: WebhookEndpoint, record: EventRecord) -> bool:
    """Whether it has accepted another event since it failed at this one for the first time.

    Then it isn't down: it is this event that it can't digest.
    """
    attempts = endpoint.attempts.filter(event_id=record.event_id)
    first = attempts.aggregate(at=Min("at"))["at"]
    return endpoint.accepted_at is not None and endpoint.accepted_at > first


def _get_wait(outcome: Outcome, down_for: dt.timedelta) -> dt.timedelta:
    """A tenth of the time it has been down, and not less than it asks for."""
    wait = min(max(down_for / 10, SHORTEST_WAIT), LONGEST_WAIT)
    return max(wait, min(outcome.retry_after or wait, LONGEST_ASKED_WAIT))


def _note(endpoint: WebhookEndpoint, **changes: dt.datetime | None) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**changes)
