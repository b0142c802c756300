"""The one socket of the product: a doorbell that carries a kind and an id.

Whose bell it is and which boards it watches is worked out here from the
session, never taken from the client; nothing the client sends is read.
"""

import asyncio
import contextlib
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

from lms.accounts.models import User
from lms.live.doorbell import doorbell
from lms.live.groups import board_group, person_group
from lms.network.queries import find_groups_for

SESSION_OVER = 4401
NO_LONGER_ALLOWED = 4403

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class DoorbellConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types.
    recheck_seconds = 60

    async def connect(self) -> None:
        doorbell.hang()
        self.joined: set[str] = set()
        self.watch: asyncio.Task[None] | None = None
        allowed = await self.allowed_groups()
        # Joined before it is accepted: what happens once the client reads its
        # cursor, it hears. A stranger is accepted too, because a refused
        # handshake has no code, and the client would try again for ever.
        await self.join(allowed)
        await self.accept()
        if not allowed:
            await self.close(SESSION_OVER)
            return
        self.watch = asyncio.create_task(self.keep_rechecking())

    async def disconnect(self, code: int) -> None:
        if self.watch is not None:
            self.watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.watch
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, **kwargs: Any) -> None:
        """Hear nothing: a doorbell rings one way."""

    async def ring_notification(self, message: dict[str, str]) -> None:
        await self.send_json({"kind": "notification", "id": message["id"]})

    async def ring_board(self, message: dict[str, str]) -> None:
        await self.send_json({"kind": "board", "id": message["id"]})

    async def ring_session(self, message: dict[str, str]) -> None:
        """Hear that somebody signed out; it may have been on another device."""
        await self.recheck()

    async def keep_rechecking(self) -> None:
        while True:
            await asyncio.sleep(self.recheck_seconds)
            if not await self.recheck():
                return

    async def recheck(self) -> bool:
        """Read the session and the rights anew; close if they no longer carry this socket."""
        allowed = await self.allowed_groups()
        if not allowed:
            await self.close(SESSION_OVER)
            return False
        if self.joined - allowed:
            await self.close(NO_LONGER_ALLOWED)
            return False
        await self.join(allowed)
        return True

    async def join(self, allowed: set[str]) -> None:
        for group in allowed - self.joined:
            await self.channel_layer.group_add(group, self.channel_name)
        self.joined = allowed

    async def allowed_groups(self) -> set[str]:
        # A new store, because the one of the handshake remembers what it read then.
        session = SessionStore(self.scope["session"].session_key)
        user = await get_user({"session": session})
        if not isinstance(user, User):
            return set()
        boards: set[str] = await database_sync_to_async(_find_boards)(user)
        return {person_group(user.key)} | boards


def _find_boards(user: User) -> set[str]:
    groups = find_groups_for(user).values_list("pk", flat=True)
    return {board_group(pk) for pk in groups}
