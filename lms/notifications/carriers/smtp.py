"""Mail by SMTP, one command at a time, because the ledger commits between two of them.

``smtplib.SMTP.sendmail`` does MAIL, RCPT and DATA in one call, and what it raises
doesn't say whether the server may have the letter.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from lms.notifications.carriers.protocol import (
    CarrierDown,
    OutcomeUnknown,
    Refused,
    TriedInVain,
)
from lms.notifications.values import Letter

GO_AHEAD = 354
CLOSING = 421
BAD_ADDRESS = re.compile(r"\b5\.1\.\d+\b")
LINE_OF_A_DOT = re.compile(rb"^\.", re.MULTILINE)

# What a connection that breaks, or never was, raises on its way.
BROKEN = (OSError, smtplib.SMTPException)


class SmtpCarrier:
    """Speaks with the server of ``EMAIL_URL``, over one connection as long as it lasts."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._prepared = b""

    def prepare(self, letter: Letter) -> None:
        # What can't be put in bytes is found out before anything is handed over.
        self._prepared = _quote(letter.as_bytes())
        try:
            server = self._server or self._connect()
            options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
            code, answer = server.mail(parseaddr(letter.sender)[1], options)
            self._accept(code, answer, is_about_us=True)
            code, answer = server.rcpt(letter.address)
            self._accept(code, answer)
        except UnicodeError as error:
            self.give_up()
            raise Refused(
                "the address can't be written", is_bad_address=True
            ) from error
        except BROKEN as error:
            self._drop()
            raise CarrierDown(_say(error)) from error

    def transmit(self) -> str:
        server = self._server
        if server is None:
            raise CarrierDown("nothing was prepared")
        try:
            server.putcmd("data")
            code, answer = server.getreply()
            if code != GO_AHEAD:
                self._accept(code, answer)
                # Neither a refusal nor what the protocol allows.
                self._drop()
                raise CarrierDown(_join(code, answer))
            server.send(self._prepared)
        except BROKEN as error:
            # Without its end no server takes a letter.
            self._drop()
            raise CarrierDown(_say(error)) from error
        try:
            server.send(b".\r\n")
            code, answer = server.getreply()
        except BROKEN as error:
            self._drop()
            raise OutcomeUnknown(_say(error)) from error
        self._accept(code, answer)
        return _join(code, answer)

    def give_up(self) -> None:
        if self._server is None:
            return
        try:
            self._server.rset()
        except BROKEN:
            self._drop()

    def close(self) -> None:
        if self._server is not None:
            with suppress(*BROKEN):
                self._server.quit()
            self._drop()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        name = DNS_NAME.get_fqdn()
        if settings.EMAIL_USE_SSL:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.EMAIL_HOST,
                settings.EMAIL_PORT or smtplib.SMTP_SSL_PORT,
                local_hostname=name,
                timeout=settings.EMAIL_TIMEOUT,
                context=context,
            )
        else:
            server = smtplib.SMTP(
                settings.EMAIL_HOST,
                settings.EMAIL_PORT or smtplib.SMTP_PORT,
                local_hostname=name,
                timeout=settings.EMAIL_TIMEOUT,
            )
        self._server = server
        if settings.EMAIL_USE_TLS:
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return server

    def _accept(self, code: int, answer: bytes, *, is_about_us: bool = False) -> None:
        """Go on if the server is content, else raise what its answer means."""
        if code < 300:
            return
        text = _join(code, answer)
        if code == CLOSING:
            self._drop()
            raise TriedInVain(text)
        if GO_AHEAD < code < 500:
            self.give_up()
            raise TriedInVain(text)
        if code >= 500:
            self.give_up()
            if is_about_us:
                # A server that refuses our own address refuses every letter.
                raise CarrierDown(text)
            raise Refused(text, is_bad_address=bool(BAD_ADDRESS.search(text)))

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _quote(letter: bytes) -> bytes:
    """A line that begins with a dot gets one more, or it would end the letter."""
    quoted = LINE_OF_A_DOT.sub(b"..", letter)
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _join(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}".replace("\n", " ")[:200]


def _say(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
