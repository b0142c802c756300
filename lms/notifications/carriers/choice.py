from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from lms.notifications.carriers.backend import BackendCarrier
from lms.notifications.carriers.protocol import Carrier
from lms.notifications.carriers.smtp import SmtpCarrier
from lms.notifications.models import Channel

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def _open_mail() -> Carrier:
    # Only with SMTP is there a moment before and a moment after.
    return SmtpCarrier() if settings.EMAIL_BACKEND == SMTP else BackendCarrier()


CARRIERS: dict[str, Callable[[], Carrier]] = {Channel.EMAIL: _open_mail}


@contextmanager
def open_carrier(channel: str) -> Iterator[Carrier]:
    """Open the way out for a channel; it connects when the first letter is prepared."""
    carrier = CARRIERS[channel]()
    try:
        yield carrier
    finally:
        carrier.close()
