"""A wire to PostgreSQL that can be cut where it hurts: between a commit and its answer."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Forwards connections; ``cut_commit(of)`` loses the answer to one COMMIT."""

    def __init__(self, target):
        self.target = target
        self.cuts = 0
        self._wanted = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_commit(self, of):
        """Of the next transaction that sends these bytes, the commit is never answered."""
        self._wanted = of

    def close(self):
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                Line(self, client, socket.create_connection(self.target)).start()

    def is_wanted(self, data):
        return self._wanted is not None and self._wanted in data

    def has_cut(self):
        self._wanted = None
        self.cuts += 1


class Line:
    """One connection of a client."""

    def __init__(self, wire, client, server):
        self.wire, self.client, self.server = wire, client, server
        self.is_marked = self.is_cut = False

    def start(self):
        for pump in (self._ask, self._answer):
            threading.Thread(target=pump, daemon=True).start()

    def _ask(self):
        with suppress(OSError):
            while data := self.client.recv(65_536):
                self.is_marked |= self.wire.is_wanted(data)
                if self.is_marked and b"COMMIT" in data:
                    self.is_cut = True
                self.server.sendall(data)
        self._close()

    def _answer(self):
        with suppress(OSError):
            while data := self.server.recv(65_536):
                if self.is_cut:
                    # PostgreSQL has committed; nobody will hear of it.
                    self.wire.has_cut()
                    break
                self.client.sendall(data)
        self._close()

    def _close(self):
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
