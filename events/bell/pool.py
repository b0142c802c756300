"""Draining lanes that come and go: a few threads for all of them, each lane in one thread at a time."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from django.db import close_old_connections, connection

from events import delivery

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""How many lanes of families one process drains at the same time."""

IDLE_SECONDS = 30.0


class LanePool:
    """Threads that take turns at the lanes that were rung; they start when they are needed."""

    def __init__(
        self, *, is_stopping: Callable[[], bool], at_once: int = AT_ONCE
    ) -> None:
        self._is_stopping = is_stopping
        self._at_once = at_once
        self._changed = threading.Condition()
        self._waiting: deque[str] = deque()
        self._busy: set[str] = set()
        self._rung_again: set[str] = set()
        self._threads: set[threading.Thread] = set()
        self._idle = 0

    def wake(self, lane: str) -> None:
        """Have a lane drained; one that is being drained is looked at once more."""
        with self._changed:
            if lane in self._busy:
                self._rung_again.add(lane)
                return
            if lane in self._waiting or self._is_stopping():
                return
            self._waiting.append(lane)
            if self._idle >= len(self._waiting) or len(self._threads) >= self._at_once:
                self._changed.notify()
                return
            thread = threading.Thread(
                target=self._run, name="events-family", daemon=True
            )
            self._threads.add(thread)
            thread.start()

    def stop(self, seconds: float) -> None:
        """Wait for those who have something in hand."""
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()
            threads = list(self._threads)
        for thread in threads:
            thread.join(seconds)

    def _run(self) -> None:
        while (lane := self._take()) is not None:
            has_more = False
            try:
                close_old_connections()
                has_more = delivery.answer(lane, is_stopping=self._is_stopping)
            except Exception:
                logger.exception("a lane could not be drained", extra={"lane": lane})
                connection.close()
            self._give_back(lane, has_more=has_more)
        connection.close()

    def _take(self) -> str | None:
        with self._changed:
            if not self._waiting:
                # Who waits for work holds no connection.
                connection.close()
            self._idle += 1
            self._changed.wait_for(
                lambda: self._waiting or self._is_stopping(), timeout=IDLE_SECONDS
            )
            self._idle -= 1
            if not self._waiting or self._is_stopping():
                self._threads.discard(threading.current_thread())
                return None
            lane = self._waiting.popleft()
            self._busy.add(lane)
            return lane

    def _give_back(self, lane: str, *, has_more: bool) -> None:
        with self._changed:
            self._busy.discard(lane)
            if has_more or lane in self._rung_again:
                # Behind those who wait, so that a slow one keeps nobody from a turn.
                self._rung_again.discard(lane)
                self._waiting.append(lane)
