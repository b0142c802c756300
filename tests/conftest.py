"""Fixtures that every part uses; what only one part needs lives in its own folder."""

import pytest

from events.models import EventRecord

pytest_plugins = ["tests.services.plugin", "tests.browser"]


@pytest.fixture
def emitted(db):
    """Reads the outbox: every event emitted so far, oldest first."""

    def read():
        return [record.load() for record in EventRecord.objects.order_by("id")]

    return read


@pytest.fixture(scope="session")
def base_url() -> None:
    """Addresses are written in full; pytest-playwright's own fixture warns under pytest 9."""
