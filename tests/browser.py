"""Chromium for tests: how it starts, whom it may talk to, and what a page owes everyone."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

# Sync Playwright runs an event loop in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE, DESKTOP = 360, 1280
OWN_HOSTS = {"localhost", "127.0.0.1"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REFUSAL = re.compile(r"the server responded with a status of (\d+)")

on_phone_and_desktop = pytest.mark.parametrize("screen_width", [PHONE, DESKTOP])
in_french_and_arabic = pytest.mark.parametrize("language", ["fr", "ar"])


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For one module at a time: while it runs, no test can start a loop of its own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, browser_type_launch_args) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**browser_type_launch_args)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        if os.environ.get("FORSA_TEST_REQUIRE") == "all":
            pytest.fail("chromium is not installed", pytrace=False)
        pytest.skip("chromium is not installed")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ],
    }


@pytest.fixture
def screen_width() -> int:
    return DESKTOP


@pytest.fixture
def browser_context_args(screen_width):
    height = 640 if screen_width < 600 else 800
    return {
        "viewport": {"width": screen_width, "height": height},
        "has_touch": screen_width < 600,
        "locale": "fr-MA",
        "timezone_id": "Africa/Casablanca",
        "reduced_motion": "reduce",
    }


@dataclass
class BrowserGuard:
    """What went wrong in the browser while nobody looked."""

    faults: list[str] = field(default_factory=list)
    allowed_statuses: set[str] = field(default_factory=set)

    def allow_status(self, status: int) -> None:
        """The browser writes every refused load to its console; this one is the test's subject."""
        self.allowed_statuses.add(str(status))

    def see_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        is_network = address.scheme in {"http", "https", "ws", "wss"}
        if is_network and address.hostname not in OWN_HOSTS:
            self.faults.append(f"foreign request: {request.url}")

    def see_console(self, message: ConsoleMessage) -> None:
        refused = REFUSAL.search(message.text)
        if refused and refused[1] in self.allowed_statuses:
            return
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self.see_request)
        context.on("console", self.see_console)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))


@pytest.fixture
def browser_guard() -> Iterator[BrowserGuard]:
    guard = BrowserGuard()
    yield guard
    assert guard.faults == []


@pytest.fixture
def context(context: BrowserContext, browser_guard: BrowserGuard) -> BrowserContext:
    """Every page of a test is watched: no foreign request, no error in the console."""
    browser_guard.watch(context)
    return context


@pytest.fixture
def sign_in(context: BrowserContext, live_server) -> Callable[..., None]:
    """``sign_in(user)`` gives the browser that person's session, without the form."""

    def give_session(user) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session,
                    "url": live_server.url,
                }
            ]
        )

    return give_session


def assert_accessible(page: Page, *, language: str | None = None) -> None:
    """No violation of WCAG 2.2 AA that axe can see, no sideways scroll, the right direction."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    violations = [
        f"{each['id']}: {node['html'][:160]}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if language:
        assert page.get_attribute("html", "lang") == language
        assert page.get_attribute("html", "dir") == (
            "rtl" if language == "ar" else "ltr"
        )
        assert page.locator("h1").count() == 1


def transferred_bytes(page: Page) -> int:
    """What the page and all it loaded weighed on the wire."""
    return page.evaluate(
        "[...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')]"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )
