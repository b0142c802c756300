"""What administrators do with endpoints, and what endpoints are owed.

Sending is in ``events.webhooks.calling``.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from events import bell
from events.base import Event
from events.catalogue.outside import WebhookDisabled, WebhookTested
from events.conditions import Conditions
from events.models import Delivery, EventRecord, Lane
from events.outbox import emit
from events.services import (
    backfill_deliveries,
    cancel_deliveries,
    replay_deliveries,
    requeue_dead,
)
from events.webhooks import signing
from events.webhooks.addresses import check_url
from events.webhooks.audience import MAX_ATTEMPTS, find_public_types, hears
from events.webhooks.keys import is_secret_known
from events.webhooks.models import WebhookAttempt, WebhookEndpoint

ATTEMPTS_KEPT_FOR = dt.timedelta(days=30)
FORGOTTEN_AT_ONCE = 5_000


class EndpointUnknown(Exception):
    """There is no endpoint of this key, or not any more."""


class EventTypeKeptInside(Exception):
    """No event of this kind leaves the house."""


class EndpointDisabled(Exception):
    """Nothing is sent to it until it is enabled."""


class EventForgotten(Exception):
    """The event is older than its kind is kept."""


@dataclass(frozen=True, slots=True)
class NewSecret:
    """The secret of an endpoint, on the one occasion it is shown."""

    endpoint_key: str
    secret: str


@transaction.atomic
def create_endpoint(
    *,
    name: str,
    url: str,
    hears_all: bool,
    event_types: Sequence[str],
    actor: uuid.UUID | None,
    at: dt.datetime,
) -> NewSecret:
    """From now on the address is told of events, and its secret can be shown once.

    Raises ``AddressUnusable``, ``EventTypeKeptInside``.
    """
    check_url(url)
    _check_types(event_types)
    salt = signing.make_salt()
    secret = signing.make_secret(salt)
    endpoint = WebhookEndpoint.objects.create(
        key=secrets.token_hex(6),
        name=name,
        url=url,
        hears_all=hears_all,
        event_types=sorted(event_types),
        salt=salt,
        secret_digest=signing.get_digest(secret),
        created_by=actor,
        created_at=at,
    )
    return NewSecret(endpoint.key, secret)


@transaction.atomic
def change_endpoint(
    *, key: str, name: str, url: str, hears_all: bool, event_types: Sequence[str]
) -> None:
    """What it is owed already goes to the new address.

    Raises ``EndpointUnknown``, ``AddressUnusable``, ``EventTypeKeptInside``.
    """
    check_url(url)
    _check_types(event_types)
    endpoint = _get_locked(key)
    endpoint.name = name
    endpoint.url = url
    endpoint.hears_all = hears_all
    endpoint.event_types = sorted(event_types)
    endpoint.save()
    _try_now(endpoint)


@transaction.atomic
def rotate_secret(*, key: str, at: dt.datetime) -> NewSecret:
    """A new secret signs, and for a day the one before too. Raises ``EndpointUnknown``."""
    endpoint = _get_locked(key)
    # If SECRET_KEY has changed, nobody knows what the old salt makes now.
    endpoint.previous_salt = endpoint.salt if is_secret_known(endpoint) else ""
    endpoint.salt = signing.make_salt()
    endpoint.rotated_at = at
    secret = signing.make_secret(endpoint.salt)
    endpoint.secret_digest = signing.get_digest(secret)
    endpoint.save()
    return NewSecret(endpoint.key, secret)


@transaction.atomic
def disable_endpoint(
    *,
    key: str,
    reason: WebhookEndpoint.DisabledReason = WebhookEndpoint.DisabledReason.BY_HAND,
    actor: uuid.UUID | None = None,
    at: dt.datetime,
) -> None:
    """It is owed nothing new, and what it is owed waits. Doing it again changes nothing.

    Emits ``WebhookDisabled``. Raises ``EndpointUnknown``.
    """
    endpoint = _get_locked(key)
    if endpoint.disabled_at:
        return
    endpoint.disabled_at = at
    endpoint.disabled_reason = reason
    endpoint.save()
    emit(
        WebhookDisabled(occurred_at=at, endpoint_key=key, reason=reason.value),
        actor=actor,
    )


@transaction.atomic
def enable_endpoint(*, key: str) -> None:
    """It is owed events again, and what waited is sent. Raises ``EndpointUnknown``."""
    endpoint = _get_locked(key)
    endpoint.disabled_at = None
    endpoint.disabled_reason = ""
    endpoint.down_since = None
    endpoint.save()
    _try_now(endpoint)


@transaction.atomic
def delete_endpoint(*, key: str, actor: uuid.UUID | None, at: dt.datetime) -> None:
    """It is gone with its log, and what it was owed is given up.

    Emits ``DeliveriesCancelled``. Raises ``EndpointUnknown``.
    """
    endpoint = _get_locked(key)
    conditions = Conditions(consumer=endpoint.consumer)
    cancel_deliveries(conditions=conditions, actor=actor, at=at)
    Lane.objects.filter(lane=endpoint.consumer).delete()
    endpoint.delete()


@transaction.atomic
def send_test(*, key: str, actor: uuid.UUID | None, at: dt.datetime) -> None:
    """It is owed an event that says nothing else has happened.

    Emits ``WebhookTested``. Raises ``EndpointUnknown``, ``EndpointDisabled``.
    """
    endpoint = _get_enabled(key)
    tested = emit(WebhookTested(occurred_at=at, endpoint_key=key), actor=actor)
    record = EventRecord.objects.get(event_id=tested.event.event_id)
    Delivery.objects.create(
        event=record,
        consumer=endpoint.consumer,
        lane=endpoint.consumer,
        stream=record.stream,
        max_attempts=MAX_ATTEMPTS,
    )
    _try_now(endpoint)


@transaction.atomic
def resend_event(
    *, key: str, event_id: uuid.UUID, actor: uuid.UUID | None, at: dt.datetime
) -> None:
    """It is owed one event once more; if it is owed it anyway, that is tried now.

    Emits ``DeliveriesReplayed``. Raises ``EndpointUnknown``, ``EndpointDisabled``,
    ``EventForgotten``.
    """
    endpoint = _get_enabled(key)
    conditions = Conditions(consumer=endpoint.consumer, event=event_id)
    of_event = Delivery.objects.filter(
        consumer=endpoint.consumer, event__event_id=event_id
    )
    if not of_event.exists():
        if not EventRecord.objects.filter(event_id=event_id).exists():
            raise EventForgotten(event_id)
        backfill_deliveries(conditions=conditions, actor=actor, at=at)
    elif not replay_deliveries(conditions=conditions, actor=actor, at=at):
        requeue_dead(conditions=conditions, actor=actor, at=at)
    of_event.owed().update(available_at=Now())
    _try_now(endpoint)


@transaction.atomic
def owe_to_webhooks(*, event: Event) -> None:
    """Every endpoint that hears such events is owed this one; a second time nothing changes."""
    endpoints = [
        endpoint
        for endpoint in WebhookEndpoint.objects.active().order_by("pk")
        if hears(endpoint, event.name)
    ]
    if not endpoints:
        return
    record = EventRecord.objects.get(event_id=event.event_id)
    Delivery.objects.bulk_create(
        [
            Delivery(
                event=record,
                consumer=endpoint.consumer,
                lane=endpoint.consumer,
                stream=record.stream,
                max_attempts=MAX_ATTEMPTS,
            )
            for endpoint in endpoints
        ],
        ignore_conflicts=True,
    )
    lanes = frozenset(endpoint.consumer for endpoint in endpoints)
    transaction.on_commit(partial(bell.ring, lanes), robust=True)


def forget_attempts(*, before: dt.datetime, at_most: int | None = None) -> int:
    """Delete what was logged before then, some thousand at a time. Returns how many."""
    old = WebhookAttempt.objects.filter(at__lt=before)
    count = 0
    while at_most is None or count < at_most:
        some = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
        if not some:
            break
        count += WebhookAttempt.objects.filter(pk__in=some).delete()[0]
    return count


def _check_types(event_types: Sequence[str]) -> None:
    public = {event_type.name for event_type in find_public_types()}
    if inside := sorted(set(event_types) - public):
        raise EventTypeKeptInside(", ".join(inside))


def _get_locked(key: str) -> WebhookEndpoint:
    try:
        return WebhookEndpoint.objects.select_for_update().get(key=key)
    except WebhookEndpoint.DoesNotExist as error:
        raise EndpointUnknown(key) from error


def _get_enabled(key: str) -> WebhookEndpoint:
    endpoint = _get_locked(key)
    if endpoint.disabled_at:
        raise EndpointDisabled(key)
    return endpoint


def _try_now(endpoint: WebhookEndpoint) -> None:
    """If its lane waits, let it be probed at once, with what made it wait."""
    waiting = Delivery.objects.owed().filter(consumer=endpoint.consumer, attempts=0)
    waiting.filter(available_at__gt=Now()).update(available_at=Now())
    Lane.objects.filter(lane=endpoint.consumer, paused_until__gt=Now()).update(
        paused_until=Now()
    )
    transaction.on_commit(partial(bell.ring, {endpoint.consumer}), robust=True)
