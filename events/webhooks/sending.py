"""Sending one message over HTTP, within ten seconds whatever the other side does."""

import contextlib
import datetime as dt
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from events.webhooks.addresses import Address, Target
from events.webhooks.faults import Fault, Unreached

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 10.0
ANSWER_SECONDS = 2.0
"""For what comes after the status; by then it is known whether the event was accepted."""

ANSWER_BYTES = 2_048
"""As much of an answer as is read, and kept; then the connection is closed."""

LONGEST_WAIT = "99999999"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    retry_after: dt.timedelta | None = None
    location: str = ""


def post(
    target: Target,
    addresses: Sequence[Address],
    *,
    headers: Mapping[str, str],
    body: bytes,
    at: dt.datetime,
) -> Answer:
    """Post ``body`` to one of the addresses, which were checked, and return the answer.

    A redirect is an answer like any other. Raises ``Unreached``.
    """
    line = _Line()
    timer = threading.Timer(WHOLE_SECONDS, line.cut)
    timer.daemon = True
    timer.start()
    try:
        with contextlib.closing(line):
            line.connect(target, addresses)
            return _exchange(line, target, headers, body, at)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreached(_judge(error, line), _describe(error)) from error
    finally:
        timer.cancel()


class _Line:
    """A connection that another thread can cut, in the middle of a handshake too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.was_cut = False
        self.is_connected = False

    @property
    def held(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionAbortedError
        return self._socket

    def connect(self, target: Target, addresses: Sequence[Address]) -> None:
        self._hold(_connect_to_one(addresses, target.port))
        if target.is_https:
            context = ssl.create_default_context()
            secured = context.wrap_socket(
                self.held, server_hostname=target.host, do_handshake_on_connect=False
            )
            self._hold(secured)
            secured.do_handshake()
        self.is_connected = True

    def cut(self) -> None:
        with self._lock:
            self.was_cut = True
            if self._socket is not None:
                # The plain socket's own, because that of TLS isn't for other threads.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            if self._socket is not None:
                self._socket.close()

    def _hold(self, opened: socket.socket) -> None:
        with self._lock:
            self._socket = opened
            if self.was_cut:
                raise TimeoutError


def _connect_to_one(addresses: Sequence[Address], port: int) -> socket.socket:
    end = time.monotonic() + CONNECT_SECONDS
    failure = OSError("no address")
    for address in addresses:
        remaining = end - time.monotonic()
        if remaining <= 0:
            break
        try:
            opened = socket.create_connection((str(address), port), timeout=remaining)
        except OSError as error:
            failure = error
        else:
            opened.settimeout(WHOLE_SECONDS)
            return opened
    raise failure


def _exchange(
    line: _Line,
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    at: dt.datetime,
) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = line.held
    connection.request(
        "POST",
        target.path,
        body=body,
        headers={
            "Host": target.authority,
            "User-Agent": "Forsa-Webhooks/1",
            "Connection": "close",
            **headers,
        },
    )
    response = connection.getresponse()
    if line.was_cut:
        # To http.client headers that end with the connection are whole.
        raise TimeoutError
    with contextlib.closing(response):
        text = b"".join(_read(line, response)).decode(errors="replace")
    return Answer(
        status=response.status,
        # PostgreSQL stores no NUL.
        text=text.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        retry_after=_read_retry_after(response.headers.get("Retry-After", ""), at),
        location=response.headers.get("Location", ""),
    )


def _read(line: _Line, response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The beginning of an answer; what is wrong with the rest of it changes nothing."""
    end = time.monotonic() + ANSWER_SECONDS
    missing = ANSWER_BYTES
    with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        while missing and (remaining := end - time.monotonic()) > 0:
            line.held.settimeout(remaining)
            piece = response.read1(missing)
            if not piece:
                break
            missing -= len(piece)
            yield piece


def _read_retry_after(text: str, at: dt.datetime) -> dt.timedelta | None:
    if text.isdecimal() and len(text) <= len(LONGEST_WAIT):
        return dt.timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(moment - at, dt.timedelta())


def _judge(error: Exception, line: _Line) -> Fault:
    if line.was_cut or isinstance(error, TimeoutError):
        return Fault.TIMED_OUT
    if isinstance(error, ssl.SSLError):
        return Fault.TLS_FAILED
    if isinstance(error, OSError) and not line.is_connected:
        return Fault.UNREACHABLE
    return Fault.BROKEN_ANSWER


def _describe(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
