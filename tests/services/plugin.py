"""Fixtures for real services, and the loud last line that names a missing one."""

import os
import shutil
import smtplib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.services.local import STARTERS
from tests.services.processes import Service, ServiceMissing, free_port
from tests.services.shared import Shared

REQUIRE_ALL = os.environ.get("FORSA_TEST_REQUIRE") == "all"


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("FORSA_TEST_RUN_PID", str(os.getpid()))


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ["FORSA_TEST_RUN_PID"] == str(os.getpid()):
        Shared().stop_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & {"page", "context", "browser"}:
            item.add_marker("browser")
        if asked & {*(f"{name}_url" for name in STARTERS), "own_service"}:
            item.add_marker("services")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for missing in Shared().get_missing():
        terminalreporter.write_line(f"NOT TESTED, {missing}", red=True, bold=True)


def get_url_or_skip(name: str) -> str:
    try:
        return Shared().get_url(name)
    except ServiceMissing as missing:
        if REQUIRE_ALL:
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL whose user may create databases; the one named is for connecting."""
    return get_url_or_skip("postgres")


@pytest.fixture(scope="session")
def redis_url() -> str:
    return get_url_or_skip("redis")


@pytest.fixture(scope="session")
def rabbitmq_url() -> str:
    return get_url_or_skip("rabbitmq")


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    return get_url_or_skip("elasticsearch")


@pytest.fixture
def own_service() -> Iterator[Callable[..., Service]]:
    """``own_service("redis")``: one for this test alone, to ``kill`` and ``start`` again.

    What else is given goes to whoever starts it.
    """
    started: list[Service] = []
    folders: list[Path] = []

    def start(name: str, **options: object) -> Service:
        # Not in pytest's own folders: those it closes, again and again, to other users.
        folder = Path(tempfile.mkdtemp(prefix=f"forsa-test-{name}-"))
        folders.append(folder)
        try:
            service = STARTERS[name](folder, **options)
        except ServiceMissing as missing:
            if REQUIRE_ALL:
                pytest.fail(f"{name}: {missing}", pytrace=False)
            pytest.skip(f"{name}: {missing}")
        started.append(service)
        return service

    yield start
    for service in started:
        service.stop()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Mailserver(MessageHandler):
    """An SMTP server that keeps what it is sent."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def smtp() -> Iterator[Mailserver]:
    mailserver = Mailserver(port=free_port())
    controller = Controller(mailserver, mailserver.host, mailserver.port)
    controller.start()
    with smtplib.SMTP(mailserver.host, mailserver.port) as client:
        client.noop()
    yield mailserver
    controller.stop()
