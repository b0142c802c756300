"""Other systems: those that are told of events, and those that tell us."""

from django.utils import timezone

from events.inbox.models import InboxSource
from events.inbox.services import create_source
from events.webhooks.models import WebhookEndpoint
from events.webhooks.services import create_endpoint


def make_endpoint(**changes):
    asked = {
        "name": "Ministry",
        # A public address that needs no resolver.
        "url": "https://93.184.215.14/hook",
        "hears_all": True,
        "event_types": [],
        "actor": None,
        "at": timezone.now(),
        **changes,
    }
    created = create_endpoint(**asked)
    return WebhookEndpoint.objects.get(key=created.endpoint_key)


def make_source(**changes):
    asked = {
        "name": "CRM",
        "prefix": "urn:crm",
        "actor": None,
        "at": timezone.now(),
        **changes,
    }
    created = create_source(**asked)
    return InboxSource.objects.get(key=created.source_key)
