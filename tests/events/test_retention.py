import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from events import retention
from events.catalogue.learning import (
    DispatchOwed,
    LessonStarted,
    NotificationCreated,
)
from events.models import Delivery, EventRecord, Stream
from events.outbox import emit
from events.subscriptions import PermanentError, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def consumer():
    @subscribe(LessonStarted, NotificationCreated, lane="tests")
    def hear(*, event):
        if isinstance(event, LessonStarted) and event.lesson_key.int > 1:
            raise PermanentError


def tell(*, age):
    with transaction.atomic():
        stored = emit(
            NotificationCreated(
                occurred_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
                person_key=uuid.UUID(int=1),
                seq=1,
            )
        )
    EventRecord.objects.filter(event_id=stored.event.event_id).update(
        recorded_at=timezone.now() - age
    )


def states():
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.usefixtures("consumer")
def test_prune_forgets_settled_deliveries_and_keeps_the_dead(
    start_lessons, drain, monkeypatch
):
    monkeypatch.setattr("events.retention.PRUNED_AT_ONCE", 1)
    now = timezone.now()
    start_lessons(3)
    drain(failures_allowed=True)

    early = retention.prune_deliveries(before=now - dt.timedelta(days=1))
    some = retention.prune_deliveries(before=now + dt.timedelta(days=1), at_most=1)
    late = retention.prune_deliveries(before=now + dt.timedelta(days=1))

    assert (early, some, late) == (0, 1, 1)
    assert states() == [2]


@pytest.mark.usefixtures("consumer")
def test_prune_forgets_old_chatter_and_keeps_facts(start_lessons, drain):
    start_lessons()
    tell(age=dt.timedelta(days=8))
    tell(age=dt.timedelta(days=6))
    EventRecord.objects.filter(type=LessonStarted.name).update(
        recorded_at=timezone.now() - dt.timedelta(days=9_000)
    )
    drain()

    assert retention.prune_events(at=timezone.now()) == 1
    assert list(EventRecord.objects.order_by("id").values_list("type", flat=True)) == [
        LessonStarted.name,
        NotificationCreated.name,
    ]


@pytest.mark.usefixtures("consumer")
@pytest.mark.parametrize("state", Delivery.UNSETTLED)
def test_prune_keeps_an_event_that_somebody_waits_for(state):
    tell(age=dt.timedelta(days=800))
    Delivery.objects.update(state=state)

    assert retention.prune_events(at=timezone.now()) == 0
    assert EventRecord.objects.count() == 1


@pytest.mark.usefixtures("consumer")
def test_prune_goes_on_after_a_batch(drain, monkeypatch):
    monkeypatch.setattr("events.retention.PRUNED_AT_ONCE", 1)
    for _ in range(3):
        tell(age=dt.timedelta(days=8))
    drain()

    some = retention.prune_events(at=timezone.now(), at_most=2)
    rest = retention.prune_events(at=timezone.now())

    assert (some, rest) == (2, 1)


def test_prune_forgets_the_stream_that_a_letter_had_to_itself():
    with transaction.atomic():
        for number in (1, 2):
            emit(
                DispatchOwed(
                    occurred_at=timezone.now(), dispatch_key=uuid.UUID(int=number)
                )
            )
    Delivery.objects.all().delete()
    old, new = EventRecord.objects.order_by("pk")
    EventRecord.objects.filter(pk=old.pk).update(
        recorded_at=timezone.now() - dt.timedelta(days=8)
    )

    assert retention.prune_events(at=timezone.now()) == 1
    streams = Stream.objects.filter(stream__startswith="dispatch:")
    assert [one.stream for one in streams] == [new.stream]
