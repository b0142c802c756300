"""Signatures as Standard Webhooks has them, and the secrets they are made with.

A secret is made of a salt and SECRET_KEY, and stored nowhere. It is shown once.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

PREFIX = "whsec_"


def make_salt() -> str:
    return secrets.token_hex(16)


def make_secret(salt: str) -> str:
    """Make the secret that belongs to a salt, as its receiver has to enter it."""
    digest = salted_hmac("events.webhooks", salt, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(digest).decode()


def get_digest(secret: str) -> str:
    """What may be stored of a secret, to see whether it is still the same."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_headers(
    *, event_id: str, at: dt.datetime, body: bytes, signed_with: Iterable[str]
) -> dict[str, str]:
    """The three headers of a signed message, with a signature for each secret."""
    timestamp = str(int(at.timestamp()))
    signed = f"{event_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_sign(signed, secret) for secret in signed_with),
    }


def _sign(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signature = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signature).decode()}"
