import pytest

from events.models import EventRecord


@pytest.fixture
def emitted(db):
    """Reads the outbox: every event emitted so far, oldest first."""

    def read():
        return [record.load() for record in EventRecord.objects.order_by("id")]

    return read
