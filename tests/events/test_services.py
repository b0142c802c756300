import datetime as dt
import uuid

import pytest
from django.utils import timezone

from events import retention, services
from events.catalogue.learning import LessonStarted
from events.catalogue.operations import DeliveriesCancelled, DeliveriesReplayed
from events.models import Delivery, EventRecord
from events.queries import count_matching
from events.services import Conditions, Repair
from events.subscriptions import PermanentError, find_consumers, subscribe

pytestmark = pytest.mark.django_db

NABIL = uuid.UUID(int=9)
NOW = dt.datetime(2030, 1, 2, tzinfo=dt.UTC)
OF_HEAR = Conditions(consumer="hear")


@pytest.fixture
def heard():
    return set()


@pytest.fixture
def consumer(heard):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        if event.lesson_key.int > 1:
            raise PermanentError
        heard.add(event.event_id)


@pytest.fixture
def deliveries(consumer, start_lessons, drain):
    """Two done, one dead."""
    start_lessons(3)
    drain(failures_allowed=True)
    return Delivery.objects.all()


def states():
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_replay_delivers_again_and_ends_where_it_was(deliveries, heard, drain):
    once = set(heard)

    count = services.replay_deliveries(conditions=OF_HEAR, actor=NABIL, at=NOW)
    owed = states()
    drain(failures_allowed=True)

    assert count == 2
    assert owed == [0, 0, 2]
    assert heard == once
    assert states() == [1, 1, 2]


def test_requeued_dead_gets_all_its_attempts_again(deliveries):
    services.requeue_dead(conditions=Conditions(), actor=NABIL, at=NOW)

    dead = Delivery.objects.order_by("id").last()
    assert (dead.state, dead.attempts, dead.last_error) == (0, 0, "")


def test_cancelled_is_neither_owed_nor_dead(deliveries):
    count = services.cancel_deliveries(conditions=OF_HEAR, actor=NABIL, at=NOW)

    assert count == 1
    assert states() == [1, 1, 3]


def find_audit():
    record = EventRecord.objects.latest("pk")
    return record.actor_key, record.load()


@pytest.mark.usefixtures("deliveries")
def test_repair_leaves_who_did_what():
    services.replay_deliveries(conditions=OF_HEAR, actor=NABIL, at=NOW)
    replayed = find_audit()
    services.requeue_dead(conditions=Conditions(), actor=NABIL, at=NOW)
    requeued = find_audit()
    services.cancel_deliveries(conditions=OF_HEAR, actor=None, at=NOW)
    cancelled = find_audit()

    of_hear = {"consumer": "hear"}
    whose = {"occurred_at": NOW, "consumer": "hear"}
    same = {"event_id": NABIL}
    assert [
        (actor, event.model_copy(update=same))
        for actor, event in (replayed, requeued, cancelled)
    ] == [
        (
            NABIL,
            DeliveriesReplayed(
                **whose, **same, count=2, how="replay", conditions=of_hear
            ),
        ),
        (
            NABIL,
            DeliveriesReplayed(
                **{**whose, "consumer": ""},
                **same,
                count=1,
                how="requeue",
                conditions={},
            ),
        ),
        (None, DeliveriesCancelled(**whose, **same, count=3, conditions=of_hear)),
    ]


@pytest.mark.usefixtures("deliveries")
def test_repair_of_nothing_leaves_nothing():
    conditions = Conditions(consumer="hear", since=NOW)

    count = services.replay_deliveries(conditions=conditions, actor=NABIL, at=NOW)

    assert count == 0
    assert EventRecord.objects.filter(type=DeliveriesReplayed.name).count() == 0


def test_conditions_hold_together(deliveries):
    first, second, dead = deliveries.order_by("pk")
    begin, end = first.event.recorded_at, dead.event.recorded_at
    minute = dt.timedelta(minutes=1)

    def count(what=Repair.REPLAY, **conditions):
        return count_matching(Conditions(**conditions), what)

    assert count(deliveries=[second.pk]) == 1
    assert count(deliveries=[first.pk, second.pk, dead.pk]) == 2
    assert count(deliveries=[dead.pk], what=Repair.REQUEUE) == 1
    assert count(event=first.event.event_id, stream=second.event.stream) == 0
    assert count(since=begin - minute, until=end + minute) == 2
    assert count(until=begin - minute) == 0
    assert count(since=end + minute) == 0


@pytest.mark.usefixtures("consumer")
@pytest.mark.parametrize(
    ("conditions", "refusal"),
    [
        (Conditions(), services.NoCondition),
        (Conditions(consumer="haer"), services.ConsumerUnknown),
        (
            Conditions(event_type="learning.lesson.strated"),
            services.EventTypeUnknown,
        ),
        (Conditions(stream="course"), services.StreamMalformed),
        (Conditions(stream="course:a b"), services.StreamMalformed),
        (
            Conditions(since=NOW, until=NOW - dt.timedelta(days=1)),
            services.PeriodReversed,
        ),
    ],
)
@pytest.mark.parametrize(
    "repair", [services.replay_deliveries, services.cancel_deliveries]
)
def test_what_cannot_be_meant_is_refused_in_one_line(conditions, refusal, repair):
    with pytest.raises(refusal) as refused:
        repair(conditions=conditions, actor=None, at=NOW)

    assert str(refused.value)
    assert "\n" not in str(refused.value)


def test_new_consumer_is_owed_what_it_was_never_owed(start_lessons, drain):
    start_lessons(3)
    late = []

    @subscribe(LessonStarted, lane="tests")
    def come_late(*, event):
        late.append(event.event_id)

    start_lessons(1)
    conditions = Conditions(consumer="come_late")

    preview = count_matching(conditions, Repair.BACKFILL)
    counts = [
        services.backfill_deliveries(conditions=conditions, actor=NABIL, at=NOW)
        for _ in range(2)
    ]
    _, audit = find_audit()
    drain()

    assert (preview, counts) == (3, [3, 0])
    assert (audit.how, audit.count) == ("backfill", 3)
    assert len(late) == len(set(late)) == 4


def test_backfill_needs_a_consumer():
    with pytest.raises(services.NoCondition):
        services.backfill_deliveries(
            conditions=Conditions(stream="course:1"), actor=None, at=NOW
        )


def test_backfill_takes_a_period(start_lessons, monkeypatch):
    monkeypatch.setattr("events.services.repairs.WRITTEN_AT_ONCE", 2)
    start_lessons(5)
    old = EventRecord.objects.earliest("pk")
    EventRecord.objects.filter(pk=old.pk).update(recorded_at="2020-01-01 00:00:00Z")

    @subscribe(LessonStarted, lane="tests")
    def come_late(*, event):
        pass

    since = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    count = services.backfill_deliveries(
        conditions=Conditions(consumer="come_late", since=since), actor=None, at=NOW
    )

    assert count == 4


@pytest.fixture
def orphan(consumer, start_lessons, monkeypatch):
    """Owed for two hours to a consumer that a deploy has removed."""
    start_lessons()
    long_ago = timezone.now() - dt.timedelta(hours=2)
    Delivery.objects.update(available_at=long_ago)
    consumers = {consumer.name: consumer for consumer in find_consumers()}
    monkeypatch.setattr("events.subscriptions._consumers", {})
    return consumers


def test_what_nobody_hears_is_orphaned_and_waits(orphan, drain):
    count = services.sort_orphans()

    assert count == 1
    assert states() == [Delivery.State.ORPHANED]
    assert retention.prune_deliveries(before=NOW) == 0


def test_deploy_under_way_orphans_nothing(orphan):
    Delivery.objects.update(available_at=timezone.now())

    assert services.sort_orphans() == 0
    assert states() == [Delivery.State.OWED]


def test_orphan_is_owed_again_when_its_consumer_returns(
    orphan, monkeypatch, drain, heard
):
    services.sort_orphans()
    monkeypatch.setattr("events.subscriptions._consumers", orphan)

    services.sort_orphans()
    drain()

    assert states() == [Delivery.State.DONE]
    assert len(heard) == 1


def test_orphan_can_be_given_up(orphan):
    services.sort_orphans()

    count = services.cancel_deliveries(conditions=OF_HEAR, actor=NABIL, at=NOW)

    assert count == 1
    assert states() == [Delivery.State.CANCELLED]


def test_what_is_owed_moves_with_its_consumer_to_another_lane(
    consumer, start_lessons, drain
):
    start_lessons()
    Delivery.objects.update(lane="before")

    services.sort_orphans()
    drain()

    assert states() == [Delivery.State.DONE]
