"""A mail server that remembers what it accepted, and can be in every mood a server has."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.processes import free_port


@dataclass
class Accepted:
    """A copy that the server took upon itself, and when."""

    recipient: str
    message: EmailMessage
    at: float

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class MailSink:
    """``mood`` is what the server does with the next letter; ``bad`` are addresses it never takes.

    ``cut before``: it hangs up after RCPT. ``cut inside``: on DATA. ``cut after``: it keeps
    the letter and hangs up before it says so. Digits are what it answers, to which command.
    """

    mood: str = ""
    seconds: float = 0
    bad: frozenset[str] = frozenset()
    accepted: list[Accepted] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def count_copies(self) -> Counter[str]:
        return Counter(one.message_id for one in self.accepted)

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if answer := self._answer("MAIL"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- as above
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address in self.bad:
            return "550 5.1.1 No such person"
        if self.mood == "cut before":
            server.transport.close()
        if answer := self._answer("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- as above
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if answer := self._answer("DATA"):
            return answer
        time.sleep(self.seconds)  # noqa: ASYNC251 -- each waits, as at a busy server
        message = message_from_bytes(envelope.content, policy=default)
        for recipient in envelope.rcpt_tos:
            self.accepted.append(Accepted(recipient, message, time.monotonic()))
        if self.mood == "cut after":
            server.transport.abort()
        return f"250 2.0.0 kept as {len(self.accepted)}"

    def _answer(self, command: str) -> str:
        where, _space, answer = self.mood.partition(" ")
        return answer if where == command else ""


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    sink = MailSink()
    sink.start()
    yield sink
    sink.stop()
