import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, connections, transaction  # noqa: F401 -- for skipif
from django.utils import timezone

from events import retention
from events.catalogue.learning import NotificationCreated
from events.conditions import Conditions
from events.models import Delivery, EventRecord
from events.outbox import emit
from events.services import backfill_deliveries
from events.subscriptions import subscribe

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite has one writer; two of them are PostgreSQL's affair",
    ),
]


def prune():
    return retention.prune_events(at=timezone.now())


def backfill():
    return backfill_deliveries(
        conditions=Conditions(consumer="hear_late"), actor=None, at=timezone.now()
    )


@pytest.mark.parametrize(("first", "second"), [(prune, backfill), (backfill, prune)])
def test_an_old_event_is_pruned_or_owed_anew_and_never_both(first, second):
    with transaction.atomic():
        emit(
            NotificationCreated(
                occurred_at=timezone.now(), person_key=uuid.UUID(int=1), seq=1
            )
        )
    Delivery.objects.all().delete()
    EventRecord.objects.update(recorded_at=timezone.now() - dt.timedelta(days=800))

    @subscribe(NotificationCreated, lane="tests")
    def hear_late(*, event):
        pass

    done = []

    def run():
        try:
            done.append(second())
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with transaction.atomic():
        assert first() == 1
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it did not wait"
    other.join()

    assert done == [0]
    kept = EventRecord.objects.filter(type=NotificationCreated.name)
    assert Delivery.objects.count() == kept.count() == (first is backfill)
