"""What the ledger asks of a way out: to stop once before the point of no return."""

from typing import Protocol

from lms.notifications.values import Letter


class CarrierDown(Exception):
    """The other side doesn't answer, or wants none of our letters; nothing was transmitted."""


class TriedInVain(Exception):
    """The other side wants this letter later; nothing was accepted."""


class Refused(Exception):
    """The other side doesn't want this letter, now or later; nothing was accepted."""

    def __init__(self, answer: str, *, is_bad_address: bool = False) -> None:
        super().__init__(answer)
        self.is_bad_address = is_bad_address


class OutcomeUnknown(Exception):
    """The letter was transmitted, and whether it was accepted can't be known."""


class Carrier(Protocol):
    """Carries letters one after the other; each is prepared, then transmitted or given up."""

    def prepare(self, letter: Letter) -> None:
        """Do everything up to the point of no return.

        Raises ``CarrierDown``, ``TriedInVain`` or ``Refused``.
        """

    def transmit(self) -> str:
        """Transmit what was prepared, and return what the other side said to it.

        Raises ``CarrierDown``, ``TriedInVain``, ``Refused`` or ``OutcomeUnknown``.
        """
        ...

    def give_up(self) -> None:
        """Forget what was prepared."""

    def close(self) -> None: ...
