"""Ringing from a thread of its own, so that no request waits for a broker."""

import logging
import threading
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from django.db import connection

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.005
"""Rings that come closer together than this are one."""
IDLE_SECONDS = 0.1
"""After which its database connection, if it has one, is given back."""


class Ringer:
    """Collects lanes to ring, and rings them; the thread starts with the first ring.

    Not with the process: servers fork, and threads don't survive that.
    """

    def __init__(self, send: Callable[[AbstractSet[str]], None]) -> None:
        self._send = send
        self._lanes: set[str] = set()
        self._lock = threading.Lock()
        self._rung = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self, lanes: AbstractSet[str]) -> None:
        with self._lock:
            self._lanes |= lanes
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="events-ringer", daemon=True
                )
                self._thread.start()
        self._rung.set()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            if not self._rung.wait(IDLE_SECONDS):
                connection.close()
                self._rung.wait()
            with self._lock:
                lanes, self._lanes = self._lanes, set()
                self._rung.clear()
            try:
                self._send(lanes)
            except Exception:
                # Nothing is lost: what is owed is looked for anyway.
                logger.exception("the bell could not be rung")
                connection.close()
            pause.wait(PAUSE_SECONDS)
