"""Live clients, as ``lms/live.js`` is one: a socket that wakes, a cursor that is read."""

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

CATCH_UP_EVERY = 20.0
SLOWEST = 30.0
LONGEST_ANSWER = 60.0
"""A browser gives up after minutes; a busy machine may need some of one."""
SESSION_OVER = 4401


class SignedOut(Exception):
    """The server no longer knows the session."""


class LiveClient:
    """``heard`` is each number in the order in which the person's screen learnt of it."""

    def __init__(self, port: int, session: str, *, seed: int) -> None:
        self.port = port
        self.session = session
        self.chance = random.Random(seed)  # noqa: S311 -- a seed, not a secret
        self.after = 0
        self.heard: list[int] = []
        self.connects = 0
        self.refused: Counter[str] = Counter()

    async def live(self, stop: asyncio.Event, *, stays: tuple[float, float]) -> None:
        """Connect, listen for a while, go, and come back, until it is enough."""
        failures = 0
        # People don't arrive at the same moment.
        await asyncio.sleep(self.chance.uniform(0, stays[1] / 3))
        while not stop.is_set():
            try:
                async with connect(
                    f"ws://127.0.0.1:{self.port}/live/",
                    origin="http://localhost",
                    additional_headers={"Cookie": f"sessionid={self.session}"},
                    open_timeout=LONGEST_ANSWER,
                    ping_interval=None,
                ) as socket:
                    self.connects += 1
                    failures = 0
                    await self.listen(socket, stop, self.chance.uniform(*stays))
            except (OSError, InvalidHandshake, TimeoutError, ConnectionClosed) as error:
                if is_signed_out(error):
                    raise SignedOut from error
                self.refused[type(error).__name__] += 1
                wait = min(SLOWEST, 2**failures) * self.chance.uniform(0.5, 1.5)
                failures += 1
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)

    async def listen(self, socket, stop: asyncio.Event, stay: float) -> None:
        await self.catch_up()
        loop = asyncio.get_running_loop()
        leave = loop.time() + stay
        poll = loop.time() + CATCH_UP_EVERY
        while not stop.is_set() and (now := loop.time()) < leave:
            try:
                async with asyncio.timeout(max(0, min(leave, poll) - now)):
                    ring = json.loads(await socket.recv())
            except TimeoutError:
                if loop.time() < poll:
                    continue
                poll += CATCH_UP_EVERY
                ring = {"kind": "notification"}
            if ring["kind"] == "notification":
                await self.catch_up()

    async def catch_up(self) -> None:
        page = await self.read(self.after)
        if page is None:
            return
        fresh = [entry["seq"] for entry in page["entries"]]
        self.heard += [seq for seq in fresh if seq > self.after]
        self.after = max(self.after, page["last"])
        if page["has_more"]:
            await self.catch_up()

    async def read(self, after: int) -> dict | None:
        """Read one page of the mailbox over HTTP; None if there is no good answer."""
        request = [
            f"GET /portal/mailbox/?after={after} HTTP/1.0",
            "Host: localhost",
            f"Cookie: sessionid={self.session}",
        ]
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    writer.write(("\r\n".join(request) + "\r\n\r\n").encode())
                    answer = await reader.read()
                finally:
                    writer.close()
        except (OSError, TimeoutError) as error:
            self.refused[type(error).__name__] += 1
            return None
        head, _, body = answer.partition(b"\r\n\r\n")
        status = head.split(b" ")[1:2]
        if status != [b"200"]:
            self.refused[f"HTTP {status}"] += 1
            return None
        return json.loads(body)


def is_signed_out(error: Exception) -> bool:
    if not isinstance(error, ConnectionClosed) or error.rcvd is None:
        return False
    return error.rcvd.code == SESSION_OVER
