import threading
import time
from collections import Counter

import pytest
from django.db import connection

from events import delivery
from events.catalogue.learning import LessonStarted
from events.delivery.claim import TIERS, claim
from events.delivery.handle import handle
from events.models import Delivery
from events.subscriptions import find_consumers, subscribe

FRESH = TIERS[0]


@pytest.fixture
def heard():
    return []


@pytest.fixture
def listener(heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event.event_id)

    return find_consumers()


@pytest.fixture
def indexer(heard):
    @subscribe(LessonStarted, lane="tests", batch=10)
    def index(*, stored):
        heard.extend(one.event.event_id for one in stored)

    return find_consumers()


def let_leases_expire():
    Delivery.objects.update(lease_until="2020-01-01 00:00:00Z")


@pytest.mark.django_db
def test_what_is_leased_is_not_claimed_again(start_lessons, listener):
    start_lessons(3)

    first = claim("tests", listener, FRESH, limit=2)
    second = claim("tests", listener, FRESH, limit=2)
    third = claim("tests", listener, FRESH, limit=2)

    assert [len(first), len(second), len(third)] == [2, 1, 0]


@pytest.mark.django_db
def test_attempt_is_counted_when_claimed(start_lessons, listener):
    start_lessons()

    (claimed,) = claim("tests", listener, FRESH, limit=1)

    assert claimed.attempts == Delivery.objects.get().attempts == 1


@pytest.mark.django_db
def test_worker_that_comes_late_changes_nothing(start_lessons, listener, heard):
    start_lessons(2)
    late = claim("tests", listener, FRESH, limit=2)
    let_leases_expire()
    delivery.drain("tests")

    handle(listener[0], late)

    assert len(heard) == 2
    assert set(Delivery.objects.values_list("state", "attempts")) == {(1, 2)}


@pytest.mark.django_db
def test_late_worker_does_not_settle_what_another_works_on(
    start_lessons, indexer, heard
):
    start_lessons()
    late = claim("tests", indexer, FRESH, limit=1)
    let_leases_expire()
    claim("tests", indexer, TIERS[1], limit=1)

    handle(indexer[0], late)

    assert len(heard) == 1
    assert Delivery.objects.get().state == Delivery.State.OWED


@pytest.mark.django_db
def test_what_was_tried_before_is_claimed_with_few_others(start_lessons, listener):
    start_lessons(15)
    Delivery.objects.update(attempts=1)
    Delivery.objects.filter(pk=Delivery.objects.latest("pk").pk).update(attempts=3)

    claimed = [
        claim("tests", listener, tier, limit=tier.limit or 100) for tier in TIERS
    ]

    assert [len(claims) for claims in claimed] == [0, 10, 1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_each_event_once(start_lessons, listener, heard):
    stored = start_lessons(120)
    both_ready = threading.Barrier(2)

    def work():
        both_ready.wait()
        while delivery.drain("tests"):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Counter(heard) == Counter(one.event.event_id for one in stored)


@pytest.mark.django_db(transaction=True)
def test_batch_that_takes_long_holds_on_to_its_lease(start_lessons, settings):
    settings.EVENTS_LEASE_SECONDS = 1

    @subscribe(LessonStarted, lane="tests", batch=10)
    def index(*, stored):
        first = Delivery.objects.get().lease_until
        while Delivery.objects.get().lease_until == first:
            time.sleep(0.02)

    start_lessons()
    delivery.drain("tests")

    assert Delivery.objects.get().state == Delivery.State.DONE
