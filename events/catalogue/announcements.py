"""What the team tells many people at once."""

import uuid
from typing import ClassVar, Literal

from events.base import Event


class AnnouncementEvent(Event):
    """What happens to one announcement; what it says is read where it is kept."""

    announcement_key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"announcement:{self.announcement_key}"


class AnnouncementPublished(AnnouncementEvent):
    """An announcement was made to an audience, which is told of it piece by piece."""

    name: ClassVar = "learning.announcement.published"
    audience: Literal["everyone", "role", "cohort", "group"]


class AnnouncementWithdrawn(AnnouncementEvent):
    """An announcement was taken back; who isn't told of it yet never will be."""

    name: ClassVar = "learning.announcement.withdrawn"
