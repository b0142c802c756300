import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from events import calendar, delivery
from events.bell.watch import watch
from events.catalogue.operations import CalendarStruck
from events.models import CalendarEntry, Delivery, EventRecord
from events.queries import find_calendar
from events.subscriptions import NotYet, PermanentError, periodic

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def struck():
    return []


@pytest.fixture
def sweeper(struck):
    @periodic(every=HOUR)
    def sweep(*, at):
        struck.append(at)

    calendar.enter_rules()
    return CalendarEntry.objects.all()


def make_due(entries, ago=dt.timedelta(minutes=1)):
    entries.update(due_at=timezone.now() - ago)


def states():
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_periodic_work_waits_for_its_time(sweeper, struck):
    assert calendar.strike_due() == 0
    assert sweeper.get().due_at > timezone.now() + HOUR * 0.9


def test_periodic_work_is_struck_once_and_done(sweeper, struck, drain):
    make_due(sweeper)

    counts = [calendar.strike_due(), calendar.strike_due()]
    drain()

    assert counts == [1, 0]
    assert struck == [EventRecord.objects.get().occurred_at]
    assert EventRecord.objects.get().type == CalendarStruck.name
    assert states() == [Delivery.State.DONE]


def test_what_was_missed_for_days_is_struck_once(sweeper, struck, drain):
    make_due(sweeper, ago=dt.timedelta(days=3))

    calendar.strike_due()
    drain()
    calendar.strike_due()

    assert len(struck) == 1
    assert timezone.now() < sweeper.get().due_at < timezone.now() + HOUR


def test_nothing_piles_up_while_the_last_one_is_under_way(sweeper, struck, drain):
    make_due(sweeper)
    calendar.strike_due()
    make_due(sweeper)

    meanwhile = calendar.strike_due()
    drain()
    afterwards = calendar.strike_due()

    assert (meanwhile, afterwards) == (0, 1)


def test_dead_work_makes_way_for_the_next_strike(struck):
    @periodic(every=HOUR)
    def sweep(*, at):
        struck.append(at)
        raise PermanentError

    calendar.enter_rules()
    for _ in range(3):
        make_due(CalendarEntry.objects.all())
        calendar.strike_due()
        delivery.drain("calendar")

    assert len(struck) == 3
    assert states() == [Delivery.State.CANCELLED] * 2 + [Delivery.State.DEAD]


def test_work_that_has_more_to_do_goes_on_and_burns_no_attempt(struck):
    @periodic(every=HOUR)
    def sweep(*, at):
        struck.append(at)
        if len(struck) < 20:
            raise NotYet(at)

    calendar.enter_rules()
    make_due(CalendarEntry.objects.all())
    calendar.strike_due()
    for _ in range(20):
        Delivery.objects.owed().update(available_at="2020-01-01 00:00:00Z")
        delivery.drain("calendar")

    assert len(struck) == 20
    assert list(Delivery.objects.values_list("state", "attempts")) == [(1, 1)]


def test_work_whose_dependency_is_down_waits(struck):
    @periodic(every=HOUR, down=(ConnectionError,))
    def sweep(*, at):
        raise ConnectionError

    calendar.enter_rules()
    make_due(CalendarEntry.objects.all())
    calendar.strike_due()
    delivery.drain("calendar")

    assert list(
        Delivery.objects.filter(consumer="sweep").values_list("state", "attempts")
    ) == [(0, 0)]


def test_periodic_work_may_take_longer_than_a_lease():
    leases = []

    @periodic(every=HOUR)
    def look(*, at):
        row = Delivery.objects.get(consumer="look")
        leases.append(row.lease_until - timezone.now())

    calendar.enter_rules()
    make_due(CalendarEntry.objects.all())
    calendar.strike_due()
    delivery.drain("calendar")

    assert leases[0] > dt.timedelta(seconds=60)


def test_new_rule_replaces_the_old_one(sweeper, monkeypatch):
    monkeypatch.setattr("events.subscriptions._consumers", {})

    @periodic(at=dt.time(3, 0))
    def sweep(*, at):
        pass

    calendar.enter_rules()

    entry = sweeper.get()
    assert entry.rule == "at 03:00"
    assert timezone.localtime(entry.due_at).time() == dt.time(3, 0)


def test_entering_again_changes_nothing(sweeper):
    before = sweeper.values().get()

    calendar.enter_rules()

    assert sweeper.values().get() == before


def test_work_that_is_gone_from_the_code_goes_away(sweeper, monkeypatch):
    monkeypatch.setattr("events.subscriptions._consumers", {})
    make_due(sweeper)

    struck = calendar.strike_due()
    early = calendar.forget_gone()
    make_due(sweeper, ago=dt.timedelta(days=2))
    late = calendar.forget_gone()

    assert (struck, early, late) == (0, 0, 1)
    assert find_calendar() == []


def test_calendar_says_when_and_how_the_last_one_fared(sweeper, drain):
    (before,) = find_calendar()
    make_due(sweeper)
    calendar.strike_due()
    (during,) = find_calendar()
    drain()
    (after,) = find_calendar()

    assert (before.consumer, before.rule) == ("sweep", "every 1:00:00")
    assert before.struck_at is None
    assert during.struck_at is not None
    assert [before.state, during.state, after.state] == ["", "owed", "done"]


class Patience:
    def __init__(self, waits):
        self.waits = waits

    def __call__(self, seconds):
        self.waits -= 1
        return self.waits < 0


@pytest.mark.django_db(transaction=True)
def test_bell_keeps_the_calendar(sweeper):
    sweeper.delete()

    watch(lambda owed: None, Patience(1))
    make_due(sweeper)
    rung = []
    watch(rung.append, Patience(2))

    assert rung == [{"calendar": 1}]


@pytest.mark.django_db(transaction=True)
def test_two_bells_strike_once(sweeper):
    both_ready = threading.Barrier(2)
    counts = []

    def strike():
        both_ready.wait()
        counts.append(calendar.strike_due())
        connection.close()

    for _ in range(5):
        Delivery.objects.all().delete()
        make_due(sweeper)
        bells = [threading.Thread(target=strike) for _ in range(2)]
        for bell in bells:
            bell.start()
        for bell in bells:
            bell.join()

    assert sorted(counts) == [0] * 5 + [1] * 5
