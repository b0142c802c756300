"""Many live clients in a thread of their own, and whether each has learnt everything, once."""

import asyncio
import threading
import time
from collections import Counter
from contextlib import suppress

from tests.faults.chaos.sockets import LiveClient


class Crowd:
    def __init__(
        self, port: int, sessions: list[str], *, stays: tuple[float, float]
    ) -> None:
        self.clients = [
            LiveClient(port, session, seed=number)
            for number, session in enumerate(sessions)
        ]
        self.stays = stays
        self.failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()

    @property
    def connects(self) -> int:
        return sum(client.connects for client in self.clients)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with suppress(RuntimeError):
            # Closed, if the clients have ended by themselves; then there is a failure.
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(60)
        if self.failure:
            raise self.failure

    def wait_until_heard(self, last: int, *, seconds: float) -> float:
        """How long it took until everybody had everything up to ``last``; or as long as it may take."""
        began = time.monotonic()
        while any(client.after < last for client in self.clients):
            if self.failure or time.monotonic() > began + seconds:
                break
            time.sleep(0.1)
        return time.monotonic() - began

    def count_wrong(self, last: int) -> int:
        """Those who have not learnt of 1, 2, 3 … up to the last, each once and in order."""
        everything = list(range(1, last + 1))
        return sum(client.heard != everything for client in self.clients)

    def describe(self) -> str:
        """How far how many have come, and what they were refused."""
        places = Counter(client.after for client in self.clients)
        refused = sum((client.refused for client in self.clients), Counter())
        return (
            f"heard {dict(places)}, {self.connects} connects, refused {dict(refused)}"
        )

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._live())
        except BaseException as error:  # noqa: BLE001 -- raised again in stop()
            self.failure = error
        finally:
            self._loop.close()

    async def _live(self) -> None:
        async with asyncio.TaskGroup() as group:
            for client in self.clients:
                group.create_task(client.live(self._stop, stays=self.stays))
