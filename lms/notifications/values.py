"""What this area gives away: notifications as a person reads them."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification in its reader's language. What a kind doesn't tell of is empty."""

    seq: int
    kind: str
    reason: str
    created_at: dt.datetime
    is_unread: bool
    url: str
    pole: str = ""
    course: str = ""
    module: str = ""
    lesson: str = ""
    next_lesson: str = ""
    group: str = ""
    people: tuple[str, ...] = ()
    count: int = 0
    title: str = ""
    text: str = ""
    is_withdrawn: bool = False

    @property
    def template(self) -> str:
        return f"lms/notifications/kinds/{self.kind}.html"

    @property
    def unnamed(self) -> int:
        """How many more people it tells of than it names."""
        return self.count - len(self.people)


@dataclass(frozen=True, slots=True)
class Bell:
    """What the header shows: how much is unread, and from where the screen goes on reading."""

    unread: int
    last: int


@dataclass(frozen=True, slots=True)
class MailboxEntry:
    """What the cursor tells of one notification: that it is there, not what it says."""

    seq: int
    kind: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """What came after a number, oldest first; ``has_more`` asks to read on from ``last``."""

    entries: tuple[MailboxEntry, ...]
    last: int
    unread: int
    has_more: bool
