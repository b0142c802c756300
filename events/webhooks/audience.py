"""Which endpoints hear which events, and as which consumers."""

from collections.abc import Sequence
from functools import partial

from events.base import Event, find_event_types
from events.subscriptions import Consumer
from events.webhooks.models import FAMILY, WebhookEndpoint

MAX_ATTEMPTS = 12

# What the product says to itself, which is nobody else's business.
KEPT_INSIDE = (
    "events.",
    "search.",
    "learning.address.",
    "learning.notification.",
    "learning.digest.",
    "learning.dispatch.",
    "learning.preference.",
    "learning.session.",
)


def find_public_types() -> tuple[type[Event], ...]:
    """The kinds of event that may leave the house, by wire name."""
    return tuple(
        event_type
        for name, event_type in find_event_types().items()
        if not name.startswith(KEPT_INSIDE)
    )


def hears(endpoint: WebhookEndpoint, name: str) -> bool:
    return endpoint.hears_all or name in endpoint.event_types


def make_consumer(endpoint: WebhookEndpoint, handler: partial[None]) -> Consumer:
    """Make the consumer that an endpoint is, with the lane of its own."""
    public = find_public_types()
    return Consumer(
        name=endpoint.consumer,
        events=tuple(kind for kind in public if hears(endpoint, kind.name)),
        lane=endpoint.consumer,
        handler=handler,
        # One at a time, so that a lease never has to last for two answers.
        batch=1,
        ordered=True,
        max_attempts=MAX_ATTEMPTS,
        rests=endpoint.disabled_at is not None,
    )


def find_endpoints(*, lane: str | None = None) -> Sequence[WebhookEndpoint]:
    """All endpoints, or the one that has this lane."""
    endpoints = WebhookEndpoint.objects.order_by("pk")
    if lane is not None:
        endpoints = endpoints.filter(key=lane.removeprefix(f"{FAMILY}:"))
    return list(endpoints)
