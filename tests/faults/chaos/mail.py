"""A mail server that counts how often it took each message for each person."""

import threading
from collections import Counter
from email import message_from_bytes

from aiosmtpd.controller import Controller

from tests.services.processes import free_port


class MailSink:
    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self._controller = Controller(self, "127.0.0.1", free_port())
        self.url = f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        message = message_from_bytes(envelope.original_content or envelope.content)
        with self._lock:
            for person in envelope.rcpt_tos:
                self.taken[message["Message-ID"], person] += 1
        return "250 taken"

    def count_twice(self) -> int:
        return sum(count > 1 for count in self.taken.values())

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()
