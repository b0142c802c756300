"""What this area gives away: notifications as a person reads them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from lms.notifications.hours import Hours


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
    consumer: str = ""
    lane: str = ""

    @property
    def template(self) -> str:
        return f"lms/notifications/kinds/{self.kind}.html"

    @property
    def unnamed(self) -> int:
        """How many more people it tells of than it names."""
        return self.count - len(self.people)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that stands still and that administrators have to know of."""

    kind: str
    incident: str
    """The same for as long as it is the same trouble."""
    params: Mapping[str, str]


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


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has chosen about mail, as their page of settings shows it."""

    modes: dict[str, str]
    """How often, for each topic that can concern them."""
    hours: Hours
    may_choose_hours: bool
    has_address: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person, ready to go. Its address is nowhere else in writing."""

    address: str
    sender: str
    subject: str
    text: str
    html: str
    message_ref: str
    unsubscribe_url: str

    def as_message(self) -> EmailMultiAlternatives:
        message = EmailMultiAlternatives(
            self.subject,
            self.text,
            self.sender,
            [self.address],
            headers={
                "Message-ID": self.message_ref,
                "List-Unsubscribe": f"<{self.unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(self.html, "text/html")
        return message

    def as_bytes(self) -> bytes:
        """The letter as SMTP wants its lines."""
        return self.as_message().message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own message takes it.


def hash_address(address: str) -> str:
    """Say which address it is without saying it; only this installation can compare."""
    mac = salted_hmac(
        "lms.notifications.address", address.strip().lower(), algorithm="sha256"
    )
    return mac.hexdigest()
