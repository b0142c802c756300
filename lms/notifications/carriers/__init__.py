"""Ways out of the house, one a channel, behind one protocol."""

from lms.notifications.carriers.choice import open_carrier
from lms.notifications.carriers.protocol import (
    Carrier,
    CarrierDown,
    OutcomeUnknown,
    Refused,
    TriedInVain,
)

__all__ = [
    "Carrier",
    "CarrierDown",
    "OutcomeUnknown",
    "Refused",
    "TriedInVain",
    "open_carrier",
]
