"""``manage.py start``: the whole product in one process, on one port."""

import errno
import os
import socket
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import OperationalError

from config.disk import describe_full, is_full
from events.bell.threads import Relay

DRAIN_SECONDS = 5


class Command(BaseCommand):
    help = "Prepares what is missing and serves site, portal and editor, with the drain threads."
    # ``prepare`` asks the system checks through ``migrate``.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        # Taken before the long work, so that a taken port is told at once.
        sock = take_port(host, port)
        try:
            self.check()
            call_command("prepare", stdout=self.stdout, **steps())
        except (OSError, OperationalError) as error:
            if is_full(error):
                raise CommandError(describe_full(settings.VAR)) from error
            raise
        greet(self.stdout, sock.getsockname()[1])
        serve(sock)


def steps() -> dict[str, bool]:
    names = ["messages", "static", "database", *(["seed"] if settings.DEMO else [])]
    return dict.fromkeys(names, True)


def take_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is taken. Choose another: make run PORT={port + 1}"
            ) from error
        raise CommandError(
            f"Cannot listen on {host}:{port}: {error.strerror}"
        ) from error
    return sock


def greet(out: OutputWrapper, port: int) -> None:
    base = f"http://localhost:{port}"
    out.write("")
    out.write(f"  Site     {base}/fr/   {base}/ar/   {base}/en/")
    out.write(f"  Portal   {base}/portal/        Desk  {base}/desk/")
    out.write(f"  Editor   {base}/editor/")
    out.write("")
    if settings.DEMO:
        call_command("demo_accounts", stdout=out)
        out.write("")
    out.write("  Ctrl-C stops it.")
    out.flush()


def serve(sock: socket.socket) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            "config.asgi:application",
            lifespan="off",
            ws="websockets-sansio",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    )
    # With a broker, workers drain.
    relay = None if settings.BROKER_URL else Relay(settings.VAR / "relay.lock")
    if relay:
        relay.start()
    try:
        server.run(sockets=[sock])
    finally:
        if relay:
            relay.stop()
