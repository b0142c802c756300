"""Which secrets an endpoint's messages are signed with."""

import datetime as dt

from events.webhooks import signing
from events.webhooks.models import WebhookEndpoint

BOTH_SIGN_FOR = dt.timedelta(hours=24)


class SecretKeyChanged(Exception):
    """SECRET_KEY makes another secret than the one that was shown."""


def is_secret_known(endpoint: WebhookEndpoint) -> bool:
    """Whether SECRET_KEY still makes the secret that was shown."""
    secret = signing.make_secret(endpoint.salt)
    return signing.get_digest(secret) == endpoint.secret_digest


def find_secrets(endpoint: WebhookEndpoint, *, at: dt.datetime) -> list[str]:
    """The secret, and for a day after a rotation the one before. Raises ``SecretKeyChanged``."""
    if not is_secret_known(endpoint):
        raise SecretKeyChanged(endpoint.key)
    found = [signing.make_secret(endpoint.salt)]
    if (
        endpoint.previous_salt
        and endpoint.rotated_at
        and at < endpoint.rotated_at + BOTH_SIGN_FOR
    ):
        found.append(signing.make_secret(endpoint.previous_salt))
    return found
