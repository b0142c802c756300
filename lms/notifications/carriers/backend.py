"""Mail by one of Django's backends that isn't SMTP: files, or the memory of a test."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from lms.notifications.carriers.protocol import CarrierDown
from lms.notifications.values import Letter


class BackendCarrier:
    """There is no server to prepare; writing a file either works or doesn't."""

    def __init__(self) -> None:
        self._send: Callable[[], int | None] | None = None

    def prepare(self, letter: Letter) -> None:
        message = letter.as_message()
        message.message()
        try:
            message.connection = get_connection()
        except (OSError, ImproperlyConfigured) as error:
            raise CarrierDown(str(error)) from error
        self._send = message.send

    def transmit(self) -> str:
        if self._send is None:
            raise CarrierDown("nothing was prepared")
        try:
            self._send()
        except OSError as error:
            raise CarrierDown(str(error)) from error
        return "written"

    def give_up(self) -> None:
        self._send = None

    def close(self) -> None:
        self._send = None
