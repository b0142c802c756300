"""What comes in from other systems, and goes out to them."""

import uuid
from typing import ClassVar

from events.base import Code, Event


class InboundAccepted(Event):
    """Another system told us of an event that we hadn't been told before.

    ``source`` and ``id_there`` are its CloudEvents source and id, ``type_there``
    its type; what it says stays in the inbox.
    """

    name: ClassVar = "events.inbound.accepted"
    source_key: uuid.UUID
    source: str
    id_there: str
    type_there: str

    @property
    def stream(self) -> str:
        return f"inbox:{self.source_key}"


class WebhookEvent(Event):
    """What happens to one endpoint of another system."""

    endpoint_key: Code

    @property
    def stream(self) -> str:
        return f"webhook:{self.endpoint_key}"


class WebhookDisabled(WebhookEvent):
    """An endpoint is told of nothing more until an administrator says so."""

    name: ClassVar = "events.webhook.disabled"
    reason: Code


class WebhookTested(WebhookEvent):
    """An administrator wants to see whether an endpoint listens; nothing else has happened."""

    name: ClassVar = "events.webhook.tested"
