import asyncio
import json
import threading
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from django.conf import settings
from django.db import connections
from django.test import Client
from websockets.sync.client import connect

from config.asgi import application
from tests.services.processes import free_port


class Server(uvicorn.Server):
    """A real server in a thread, as the embedded system has its own beside drain threads."""

    def __init__(self):
        self.port = free_port()
        config = uvicorn.Config(
            application,
            port=self.port,
            lifespan="off",
            log_level="error",
            ws="websockets-sansio",
        )
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.run)
        thread.start()
        assert self.ready.wait(10)
        try:
            yield self
        finally:
            self.should_exit = True
            thread.join(10)


@pytest.fixture
def server(transactional_db):
    # A layer belongs to one loop, and that of the last test's server may still wait for Redis.
    channel_layers.backends = {}
    with Server().running() as server:
        yield server
    # Its thread for blocking calls keeps a connection, and the database could not be dropped.
    asyncio.run(sync_to_async(connections.close_all)())


@pytest.fixture
def listen(server):
    """Opens a socket as a person's browser does; it hears JSON."""
    stack = ExitStack()

    def open_socket(person=None, *, origin="http://localhost", client=None):
        client = client or Client()
        if person is not None:
            client.force_login(person)
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
        headers = {"Cookie": f"sessionid={cookie.value}"} if cookie else {}
        return stack.enter_context(
            connect(
                f"ws://127.0.0.1:{server.port}/live/",
                origin=origin,
                additional_headers=headers,
            )
        )

    with stack:
        yield open_socket


@pytest.fixture
def hear():
    def read(socket, timeout=5):
        return json.loads(socket.recv(timeout=timeout))

    return read
