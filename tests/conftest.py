"""Fixtures that every part uses; what only one part needs lives in its own folder."""

import uuid
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from events import delivery
from events.models import Delivery, EventRecord
from events.subscriptions import find_lanes
from search.engines.choice import get_engine
from search.engines.protocol import EngineDown

pytest_plugins = [
    "tests.services.plugin",
    "tests.browser",
    "tests.database",
    "tests.journeys.plugin",
    "tests.mail_sink",
]

# How fast examples come on a busy machine says nothing about the code.
hypothesis.register_profile(
    "forsa", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.load_profile("forsa")


@pytest.fixture
def emitted(db):
    """Reads the outbox: every event emitted so far, oldest first."""

    def read():
        return [record.load() for record in EventRecord.objects.order_by("id")]

    return read


@pytest.fixture(autouse=True)
def own_search_index(settings, tmp_path):
    """Each test has an index of its own, made when it is first asked."""
    settings.SEARCH_DIR = tmp_path / "search"
    settings.SEARCH_INDEX = f"test-{uuid.uuid4().hex}"
    yield
    if settings.ELASTICSEARCH_URL:
        # Some tests are about an engine that isn't there, or an address that is none.
        with suppress(EngineDown, ValueError):
            get_engine().drop()


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What an earlier test left in this process: pages and counters kept, a language spoken."""
    cache.clear()
    translation.deactivate()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Addresses are written in full; pytest-playwright's own fixture warns under pytest 9."""


@pytest.fixture
def drain(db):
    """Delivers everything that is due, here and now, until nothing is left.

    A consumer that fails, fails the test; unless it is the failure that the test
    is about.
    """

    def deliver(*, failures_allowed=False):
        while sum(delivery.drain(lane, budget=60) for lane in find_lanes()):
            pass
        failed = Delivery.objects.exclude(state=Delivery.State.DONE)
        errors = failed.exclude(last_error="").values_list("last_error", flat=True)
        if errors and not failures_allowed:
            pytest.fail("\n".join(errors))

    return deliver
