"""How a hint reaches the sockets from wherever it is thought of.

Sockets live in the event loop of an ASGI server. In the embedded system the
hints come from drain threads of the same process, and the in-memory channel
layer's queues belong to that loop: a hint put there from another loop wakes
nobody. So the sending itself is handed to the loop the sockets run in. In a
worker process there is no such loop, and the channel layer is Redis, which any
loop may write to.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

PATIENCE_SECONDS = 5


class DoorbellDown(Exception):
    """The channel layer cannot be reached."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One hint for one group of sockets: what kind of thing moved, and which."""

    group: str
    kind: str
    id: str


class Doorbell:
    """The bell of this process; it knows the loop of the process's sockets, if it has any."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def hang(self) -> None:
        """Remember the running loop as the one the sockets live in."""
        self._loop = asyncio.get_running_loop()

    def ring(self, rings: Iterable[Ring]) -> None:
        """Send hints from a thread that runs no loop. Raises ``DoorbellDown``."""
        try:
            if self._loop is not None and self._loop.is_running():
                sending = asyncio.run_coroutine_threadsafe(_send(rings), self._loop)
                sending.result(timeout=PATIENCE_SECONDS)
            else:
                async_to_sync(_send)(rings)
        except (OSError, RedisError, TimeoutError) as error:
            raise DoorbellDown from error


async def _send(rings: Iterable[Ring]) -> None:
    layer = get_channel_layer()
    for ring in rings:
        message = {"type": f"ring.{ring.kind}", "id": ring.id}
        await layer.group_send(ring.group, message)


doorbell = Doorbell()
