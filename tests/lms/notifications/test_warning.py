"""Administrators are told of what stands still: once, and not of each letter of it."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from events.catalogue.operations import CalendarStruck, LanePaused
from events.delivery import lanes
from events.log import tell as tell_of
from events.models import CalendarEntry, Delivery, EventRecord, Lane
from events.subscriptions import DependencyDown
from lms.notifications.actors import tell_of_trouble
from lms.notifications.models import Dispatch, Kind, Notification
from tests.factories.accounts import EducatorFactory, UserFactory
from tests.factories.notifications import NOON, tell, want
from tests.factories.outside import make_endpoint

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def administrator():
    return UserFactory(is_superuser=True)


@pytest.fixture
def look(administrator):
    """Looks as it is done every five minutes, and says what the administrator has been told."""

    def told(at=None):
        tell_of_trouble(at=at or timezone.now())
        notifications = Notification.objects.filter(recipient=administrator)
        return list(notifications.order_by("seq").values_list("kind", "params"))

    return told


def read_all():
    Notification.objects.update(read_at=timezone.now())


def pause(lane, ago=dt.timedelta()):
    lanes.pause(lane, DependencyDown())
    EventRecord.objects.filter(type=LanePaused.name).update(
        recorded_at=timezone.now() - ago
    )


def test_all_is_well_and_nobody_is_told(look):
    assert look() == []


def test_lane_that_waits_is_told_of_after_a_while_and_once(look):
    pause("mail")
    assert look() == []

    pause("mail", ago=dt.timedelta(minutes=16))
    for _ in range(2):
        assert look() == [(Kind.LANE_WAITS, {"lane": "mail"})]
    read_all()
    assert len(look()) == 1

    lanes.resume("mail")
    assert len(look()) == 1
    # The next time is another time.
    pause("mail", ago=dt.timedelta(minutes=17))
    assert len(look()) == 2


def test_same_trouble_again_is_not_told_to_who_has_not_read_of_it(look):
    for minutes in (40, 20):
        pause("mail", ago=dt.timedelta(minutes=minutes))
        look()
        lanes.resume("mail")

    assert len(look()) == 1


def test_lane_that_somebody_paused_is_told_of_after_an_hour(look):
    Lane.objects.create(lane="search", paused_at=timezone.now() - HOUR / 2)
    assert look() == []

    Lane.objects.update(paused_at=timezone.now() - 2 * HOUR)

    assert look() == [(Kind.LANE_PAUSED, {"lane": "search"})]


def test_endpoint_is_told_of_when_it_is_switched_off_and_not_by_hand(look):
    by_hand, gone = make_endpoint(), make_endpoint()
    for endpoint, reason in ((by_hand, "by_hand"), (gone, "gone")):
        endpoint.disabled_at, endpoint.disabled_reason = timezone.now(), reason
        endpoint.save()
    pause(gone.consumer, ago=HOUR)

    for _ in range(2):
        assert look() == [(Kind.WEBHOOK_DISABLED, {"endpoint_key": gone.key})]


def test_unknown_letters_are_told_of_once_a_day_until_somebody_has_seen_them(look):
    for _ in range(3):
        educator = EducatorFactory()
        want(educator)
        tell(educator)
    Dispatch.objects.update(state="unknown", unknown_since=NOON)

    for _ in range(2):
        assert look() == [(Kind.LETTERS_UNKNOWN, {})]
    read_all()
    Dispatch.objects.update(unknown_since=NOON + dt.timedelta(days=1))
    assert len(look()) == 2

    read_all()
    Dispatch.objects.update(unknown_since=NOON + dt.timedelta(days=2), noted_at=NOON)
    assert len(look()) == 2


def strike(consumer, ago=dt.timedelta()):
    with transaction.atomic():
        stored = tell_of(CalendarStruck(occurred_at=timezone.now(), consumer=consumer))
    EventRecord.objects.filter(event_id=stored.event.event_id).update(
        recorded_at=timezone.now() - ago
    )
    return EventRecord.objects.get(event_id=stored.event.event_id)


def test_periodic_work_that_does_not_end_is_told_of(look):
    record = strike("reconcile_index", ago=2 * HOUR)
    Delivery.objects.create(
        event=record,
        consumer="reconcile_index",
        lane="search",
        stream=record.stream,
        max_attempts=12,
    )
    entry = CalendarEntry.objects.create(
        consumer="reconcile_index",
        rule="at 04:10",
        due_at=timezone.now(),
        struck_at=timezone.now() - HOUR / 2,
    )
    assert look() == []

    entry.struck_at = timezone.now() - 2 * HOUR
    entry.save()

    for _ in range(2):
        assert look() == [(Kind.WORK_STUCK, {"consumer": "reconcile_index"})]


def test_calendar_that_stood_still_is_told_of_when_it_goes_on(look):
    strike("tell_of_trouble", ago=30 * HOUR)
    strike("tell_of_trouble")

    assert look() == [(Kind.CALENDAR_STOOD_STILL, {})]
    strike("tell_of_trouble")
    read_all()
    assert len(look()) == 1
