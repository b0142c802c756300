"""What families allow, and the day they no longer decide."""

import uuid
from typing import ClassVar, Literal

from events.base import Event

Use = Literal["photo", "contact", "passport", "follow-up"]


class LearnerEvent(Event):
    """What happens to a person who learns, whatever they learn."""

    learner_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"learner:{self.learner_key}"


class ConsentEvent(LearnerEvent):
    """What is said on one use of a learner's data."""

    use: Use


class ConsentGranted(ConsentEvent):
    """Those who have to agree to a use have agreed."""

    name: ClassVar = "learning.consent.granted"


class ConsentWithdrawn(ConsentEvent):
    """Somebody who had agreed to a use no longer does; it has to stop."""

    name: ClassVar = "learning.consent.withdrawn"


class ConsentExpired(ConsentEvent):
    """Time has ended an agreement; it has to be asked for again, and the use stops until then."""

    name: ClassVar = "learning.consent.expired"


class LearnerTurned18(LearnerEvent):
    """A learner is of age: guardians are told nothing more, and decide nothing more."""

    name: ClassVar = "learning.learner.turned_18"
