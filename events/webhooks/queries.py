"""Endpoints and what became of what was sent to them, for those who look after them."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from events.models import Delivery, Lane
from events.webhooks.audience import find_public_types
from events.webhooks.keys import BOTH_SIGN_FOR
from events.webhooks.models import EndpointQuerySet, WebhookAttempt, WebhookEndpoint
from events.webhooks.services import EndpointUnknown

State = Literal["delivering", "waiting", "paused", "disabled"]


@dataclass(frozen=True, slots=True)
class EndpointStatus:
    """An endpoint and how it fares."""

    key: str
    consumer: str
    name: str
    url: str
    hears_all: bool
    event_types: tuple[str, ...]
    state: State
    reason: str
    """Why it waits, one of ``Fault``'s words, or why it is disabled."""
    detail: str
    since: dt.datetime | None
    """Since when it waits, its lane is paused, or it is disabled."""
    next_at: dt.datetime | None
    """When it is tried next, if it waits."""
    owed: int
    dead: int
    accepted_at: dt.datetime | None
    created_at: dt.datetime
    both_sign_until: dt.datetime | None
    """Until when the secret before the last rotation signs too."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


def find_endpoints() -> list[EndpointStatus]:
    """All endpoints, by name."""
    return _describe(WebhookEndpoint.objects.order_by("name", "pk"))


def get_endpoint(key: str) -> EndpointStatus:
    """One endpoint. Raises ``EndpointUnknown``."""
    found = _describe(WebhookEndpoint.objects.filter(key=key))
    if not found:
        raise EndpointUnknown(key)
    return found[0]


def find_switched_off() -> list[tuple[str, dt.datetime]]:
    """The keys of endpoints that were disabled, by nobody's hand, and since when."""
    by_itself = WebhookEndpoint.objects.exclude(disabled_at=None).exclude(
        disabled_reason=WebhookEndpoint.DisabledReason.BY_HAND
    )
    return [
        (endpoint.key, endpoint.disabled_at)
        for endpoint in by_itself.order_by("pk")
        if endpoint.disabled_at is not None
    ]


def find_attempts(key: str, *, only_refused: bool) -> QuerySet[WebhookAttempt]:
    """What is in an endpoint's log, newest first."""
    attempts = WebhookAttempt.objects.filter(endpoint__key=key).order_by("-pk")
    return attempts.filter(is_accepted=False) if only_refused else attempts


def find_offered_types() -> list[str]:
    """The wire names of the kinds of event that an endpoint may hear."""
    return [event_type.name for event_type in find_public_types()]


def _describe(endpoints: EndpointQuerySet) -> list[EndpointStatus]:
    last = WebhookAttempt.objects.filter(endpoint=OuterRef("pk")).order_by("-pk")
    annotated = endpoints.annotate(
        last_error=Subquery(last.values("error")[:1]),
        last_detail=Subquery(last.values("detail")[:1]),
        now=Now(),
    )
    rows = list(annotated)
    consumers = [endpoint.consumer for endpoint in rows]
    lanes = Lane.objects.filter(lane__in=consumers).in_bulk()
    counts = {
        row["consumer"]: (row["owed"], row["dead"])
        for row in Delivery.objects.filter(consumer__in=consumers)
        .values("consumer")
        .annotate(
            owed=Count("pk", filter=Q(state=Delivery.State.OWED)),
            dead=Count("pk", filter=Q(state=Delivery.State.DEAD)),
        )
    }
    return [
        _describe_one(
            endpoint,
            lanes.get(endpoint.consumer),
            counts.get(endpoint.consumer, (0, 0)),
            error=endpoint.last_error or "",  # type: ignore[attr-defined]  # Annotated above.
            detail=endpoint.last_detail or "",  # type: ignore[attr-defined]  # As above.
            at=endpoint.now,  # type: ignore[attr-defined]  # As above.
        )
        for endpoint in rows
    ]


def _describe_one(
    endpoint: WebhookEndpoint,
    lane: Lane | None,
    counts: tuple[int, int],
    *,
    error: str,
    detail: str,
    at: dt.datetime,
) -> EndpointStatus:
    state: State = "delivering"
    reason, since, next_at = "", None, None
    if endpoint.disabled_at:
        state, reason, since = (
            "disabled",
            endpoint.disabled_reason,
            endpoint.disabled_at,
        )
    elif lane and lane.paused_at:
        state, since = "paused", lane.paused_at
    elif endpoint.down_since:
        state, reason, since = "waiting", error, endpoint.down_since
        next_at = lane.paused_until if lane else None
    both_until = endpoint.rotated_at and endpoint.rotated_at + BOTH_SIGN_FOR
    return EndpointStatus(
        key=endpoint.key,
        consumer=endpoint.consumer,
        name=endpoint.name,
        url=endpoint.url,
        hears_all=endpoint.hears_all,
        event_types=tuple(endpoint.event_types),
        state=state,
        reason=reason,
        detail=detail if reason else "",
        since=since,
        next_at=next_at,
        owed=counts[0],
        dead=counts[1],
        accepted_at=endpoint.accepted_at,
        created_at=endpoint.created_at,
        both_sign_until=(
            both_until
            if endpoint.previous_salt and both_until and both_until > at
            else None
        ),
    )
