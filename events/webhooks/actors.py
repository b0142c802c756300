"""Events that go out: owed to each endpoint that hears them, and sent in its own lane."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.utils import timezone

from events.base import Event
from events.subscriptions import (
    Consumer,
    NotYet,
    StoredEvent,
    periodic,
    register_family,
    subscribe,
)
from events.webhooks import audience, services
from events.webhooks.calling import call_endpoint
from events.webhooks.models import FAMILY

FORGOTTEN_AT_MOST = 50_000


# In order, because what an endpoint is owed is sent in the order in which it was owed.
@subscribe(*audience.find_public_types(), lane="webhooks", ordered=True)
def call_webhooks(*, event: Event) -> None:
    services.owe_to_webhooks(event=event)


def send_to_endpoint(key: str, *, stored: Sequence[StoredEvent]) -> None:
    for one in stored:
        call_endpoint(key=key, event_id=one.event.event_id, at=timezone.now())


def find_endpoint_consumers(*, lane: str | None = None) -> Sequence[Consumer]:
    return [
        audience.make_consumer(endpoint, partial(send_to_endpoint, endpoint.key))
        for endpoint in audience.find_endpoints(lane=lane)
    ]


register_family(FAMILY, find_endpoint_consumers)


@periodic(at=dt.time(3, 20))
def forget_webhook_attempts(*, at: dt.datetime) -> None:
    before = at - services.ATTEMPTS_KEPT_FOR
    count = services.forget_attempts(before=before, at_most=FORGOTTEN_AT_MOST)
    if count >= FORGOTTEN_AT_MOST:
        raise NotYet(at)
