"""Draining in threads: of the server itself when embedded, or of ``events work``.

Each lane has threads of its own, so that a slow lane never keeps another waiting.
Those of families, which come and go, share a pool.
"""

import atexit
import fcntl
import logging
import threading
from collections.abc import Iterable
from pathlib import Path

from django.db import close_old_connections, connection

from events import delivery
from events.bell import notify
from events.bell.pool import LanePool
from events.bell.watch import watch
from events.subscriptions import find_lanes, is_of_family

logger = logging.getLogger(__name__)

LONGEST_STOP_SECONDS = 20

_bells: dict[str, list[threading.Event]] = {}
_pools: list[LanePool] = []


def wake(lanes: Iterable[str]) -> None:
    """Wake the threads of this process that drain these lanes, if it has any."""
    for lane in lanes:
        for bell in _bells.get(lane, ()):
            bell.set()
        if is_of_family(lane):
            for pool in _pools:
                pool.wake(lane)


class DrainThreads:
    """Threads that drain all lanes, and one that looks whether they are needed."""

    def __init__(self, *, per_lane: int = 1) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._watch, name="events-bell")]
        if connection.vendor == "postgresql":
            self._threads.append(
                threading.Thread(target=self._listen, name="events-listener")
            )
        for lane in find_lanes():
            bells = [threading.Event() for _ in range(per_lane)]
            _bells[lane] = bells
            self._threads += [
                threading.Thread(
                    target=self._drain, args=(lane, bell), name=f"events-{lane}"
                )
                for bell in bells
            ]
        for thread in self._threads:
            thread.daemon = True
        self._pool = LanePool(is_stopping=self._stop.is_set)
        _pools.append(self._pool)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish what it has in hand and put back the rest."""
        self._stop.set()
        wake(list(_bells))
        for thread in self._threads:
            if thread.is_alive():
                thread.join(LONGEST_STOP_SECONDS)
        self._pool.stop(LONGEST_STOP_SECONDS)
        _pools.remove(self._pool)
        _bells.clear()

    def _watch(self) -> None:
        watch(wake, self._stop.wait)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                wake(notify.listen(1.0))
            except Exception:
                logger.exception("the bell could not listen")
                connection.close()
                self._stop.wait(1.0)
        connection.close()

    def _drain(self, lane: str, bell: threading.Event) -> None:
        while not self._stop.is_set():
            bell.wait()
            bell.clear()
            try:
                close_old_connections()
                while delivery.answer(lane, is_stopping=self._stop.is_set):
                    pass
            except Exception:
                logger.exception("a lane could not be drained", extra={"lane": lane})
                connection.close()
                self._stop.wait(1.0)
        connection.close()


class Relay:
    """The one process of a server that drains, when several share a SQLite database."""

    def __init__(self, lock_file: Path) -> None:
        self._lock_file = lock_file
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="events-relay", daemon=True
        )

    def start(self) -> None:
        """Call it when the server process starts, and in no other process."""
        atexit.register(self.stop)
        self._thread.start()

    def stop(self) -> None:
        atexit.unregister(self.stop)
        self._stop.set()
        self._thread.join(LONGEST_STOP_SECONDS)

    def _run(self) -> None:
        self._lock_file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock_file.open("w") as lock:
            while not self._stop.is_set():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    # Another process is the relay; this one stands by.
                    self._stop.wait(1.0)
                    continue
                drains = DrainThreads()
                drains.start()
                self._stop.wait()
                drains.stop()
