"""The link at the end of a letter: it says whose letters, and needs no sign-in."""

import uuid

from django.core.signing import BadSignature, Signer

from lms.accounts.models import User

SALT = "lms.notifications.unsubscribe"


class TokenForged(Exception):
    """The link isn't one of ours, or was changed on its way."""


def sign_unsubscription(person: User, *, channel: str) -> str:
    return Signer(salt=SALT).sign_object([person.key.hex, channel])


def read_unsubscription(token: str) -> tuple[uuid.UUID, str]:
    """Return whose letters of which channel. Raises ``TokenForged``."""
    try:
        key, channel = Signer(salt=SALT).unsign_object(token)
        return uuid.UUID(key), channel
    except (BadSignature, ValueError) as error:
        raise TokenForged from error
