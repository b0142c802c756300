"""Any order of emitting, claiming, dying, failing and mending, held against an oracle.

Two workers take turns between any two steps of theirs; a step that is killed
leaves what a killed process leaves: a lease, and nothing that wasn't committed.
"""

import datetime as dt
import uuid
from collections import Counter
from itertools import groupby
from operator import attrgetter

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.catalogue.learning import LessonStarted
from events.conditions import Conditions
from events.delivery.claim import TIERS, claim
from events.delivery.handle import handle
from events.delivery.lanes import Passage, approach, pause, resume
from events.delivery.settle import defer, release
from events.models import Delivery, Lane
from events.outbox import emit
from events.retention import prune_deliveries
from events.services import cancel_deliveries, replay_deliveries, requeue_dead
from events.subscriptions import (
    DependencyDown,
    NotYet,
    PermanentError,
    find_consumers,
    subscribe,
)
from tests.events.oracle import Killed, LaneDown, Mood, Oracle, Owed, State

NOON = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
PAST = "2020-01-01 00:00:00Z"
FUTURE = "2100-01-01 00:00:00Z"
MANY = 100

workers = st.integers(0, 1)
streams = st.integers(1, 3)
lanes = st.sampled_from(["told", "found"])
consumers = st.sampled_from(["tell", "follow", "find"])
moods = st.none() | st.sampled_from(Mood)

# Whom a handler fails for, and how.
trouble = {}


def record_effect(consumer, event):
    # The table has no key: what happens twice is there twice.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO effect VALUES (%s, %s)", [consumer, str(event.event_id)]
        )


def suffer(event):
    match trouble.get(event.event_id):
        case Mood.RAISES:
            raise RuntimeError("out of sorts")
        case Mood.REFUSES:
            raise PermanentError
        case Mood.KILLS:
            raise Killed
        case Mood.DOWN:
            raise DependencyDown
        case Mood.NOT_YET:
            raise NotYet(NOON)


@pytest.fixture
def subscribed():
    @subscribe(LessonStarted, lane="told", max_attempts=4)
    def tell(*, event):
        record_effect("tell", event)
        suffer(event)

    @subscribe(LessonStarted, lane="told", ordered=True, max_attempts=3)
    def follow(*, event):
        record_effect("follow", event)
        suffer(event)

    @subscribe(LessonStarted, lane="found", batch=4, max_attempts=3)
    def find(*, stored):
        for one in stored:
            suffer(one.event)


class Backbone(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.oracle = Oracle()
        self.consumers = {consumer.name: consumer for consumer in find_consumers()}
        self.hands = {0: [], 1: []}
        self.closed = {}
        self.example = transaction.atomic()
        self.example.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE effect (consumer text, event_id text)")

    def teardown(self):
        try:
            self.heal()
        finally:
            trouble.clear()
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @initialize(numbers=st.lists(streams, min_size=2, max_size=4))
    def begin(self, numbers):
        self.emit(numbers)

    @rule(numbers=st.lists(streams, min_size=1, max_size=3))
    def emit(self, numbers):
        with transaction.atomic():
            for number in numbers:
                self.emit_one(number)

    @rule(number=streams)
    def roll_back(self, number):
        with transaction.atomic():
            emit(start_lesson(number))
            transaction.set_rollback(True)

    def emit_one(self, number):
        event = start_lesson(number)
        emit(event)
        for one in Delivery.objects.filter(event__event_id=event.event_id):
            self.oracle.owed[one.pk] = Owed(
                id=one.pk,
                consumer=self.consumers[one.consumer],
                event_id=event.event_id,
                stream=one.stream,
            )

    @rule(worker=workers, lane=lanes, data=st.data())
    def come_to_a_lane(self, worker, lane, data):
        promising = [tier for tier in TIERS if self.oracle.find_claimable(lane, tier)]
        tier = data.draw(st.sampled_from(promising or TIERS), label="tier")
        self.claim(worker, lane, tier)

    def claim(self, worker, lane, tier):
        passage = approach(lane)
        assert passage is self.expect_passage(lane)
        if passage is Passage.CLOSED:
            return
        limit = 1 if passage is Passage.PROBE else tier.limit or MANY
        claimable = self.oracle.find_claimable(lane, tier)

        claims = claim(lane, find_consumers(lane=lane), tier, limit=limit)

        claimed = {each.id for each in claims}
        assert len(claims) == min(limit, len(claimable))
        assert claimed <= claimable
        self.oracle.claim(claims)
        # What it held before, it has dropped like one that was killed.
        self.hands[worker] = claims
        if passage is Passage.PROBE and claims:
            resume(lane)
            self.closed.pop(lane)

    def expect_passage(self, lane):
        match self.closed.get(lane):
            case None:
                return Passage.OPEN
            case "waits":
                return Passage.CLOSED
            case "may be probed":
                self.closed[lane] = "waits"
                return Passage.PROBE

    def is_at_work(self):
        return any(self.hands.values())

    def drop(self, data):
        """Let one of those at work have nothing in hand any more."""
        busy = [worker for worker, claims in self.hands.items() if claims]
        worker = data.draw(st.sampled_from(busy), label="worker")
        claims, self.hands[worker] = self.hands[worker], []
        return claims

    @precondition(is_at_work)
    @rule(mood=moods, data=st.data())
    def work(self, mood, data):
        claims = self.drop(data)
        victim = data.draw(st.sampled_from(claims), label="victim")
        trouble.clear()
        trouble[victim.record.event_id] = mood
        lane = self.consumers[victim.consumer].lane

        ends = [
            how_it_ends(lambda: self.deliver(claims)),
            how_it_ends(lambda: self.expect(claims, victim, mood)),
        ]

        assert ends[0] is ends[1]
        if ends[0] is LaneDown:
            defer(claims, DependencyDown())
            self.oracle.give_back(claims)
            pause(lane, DependencyDown())
            self.closed[lane] = "waits"
        later = [one.id for one in self.oracle.owed.values() if not one.is_due]
        # Back-off is random; here time passes when the machine says so.
        Delivery.objects.filter(pk__in=later).update(available_at=FUTURE)

    def deliver(self, claims):
        for name, group in group_claims(claims):
            handle(self.consumers[name], group)

    def expect(self, claims, victim, mood):
        for name, group in group_claims(claims):
            of_event = [c.id for c in group if c.record == victim.record]
            self.oracle.handle(
                self.consumers[name], group, next(iter(of_event), 0), mood
            )

    @precondition(is_at_work)
    @rule(data=st.data())
    def stop(self, data):
        claims = self.drop(data)
        release(claims)
        self.oracle.give_back(claims)

    @precondition(is_at_work)
    @rule(data=st.data())
    def crash(self, data):
        self.drop(data)

    @rule()
    def expire_leases(self):
        Delivery.objects.exclude(lease_until=None).update(lease_until=PAST)
        self.oracle.expire_leases()

    @precondition(is_at_work)
    @rule(data=st.data())
    def stall(self, data):
        """One of those at work holds on too long, and the other takes over."""
        busy = [worker for worker, claims in self.hands.items() if claims]
        worker = data.draw(st.sampled_from(busy), label="worker")
        lane = self.consumers[self.hands[worker][0].consumer].lane
        self.expire_leases()
        self.come_to_a_lane(1 - worker, lane, data)

    @rule()
    def let_time_pass(self):
        Delivery.objects.owed().update(available_at=PAST)
        Lane.objects.exclude(paused_until=None).update(paused_until=PAST)
        self.oracle.let_time_pass()
        self.closed = dict.fromkeys(self.closed, "may be probed")

    @rule(name=consumers)
    def replay(self, name):
        count = repair(replay_deliveries, name)
        states = {State.DONE, State.CANCELLED}
        assert count == self.oracle.owe_again(self.consumers[name], states)

    @rule(name=consumers)
    def requeue(self, name):
        count = repair(requeue_dead, name)
        assert count == self.oracle.owe_again(self.consumers[name], {State.DEAD})

    @rule(name=consumers)
    def cancel(self, name):
        count = repair(cancel_deliveries, name)
        assert count == self.oracle.cancel(self.consumers[name])

    @rule()
    def prune(self):
        later = timezone.now() + dt.timedelta(days=1)
        assert prune_deliveries(before=later) == self.oracle.prune()

    @invariant()
    def stands_as_the_oracle_says(self):
        rows = Delivery.objects.values_list("pk", "state", "attempts", "lease_token")
        assert {row[0]: row[1:] for row in rows} == {
            one.id: (one.state, one.attempts, one.token)
            for one in self.oracle.owed.values()
        }

    @invariant()
    def every_effect_was_had_once(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT consumer, event_id FROM effect")
            effects = Counter(
                (consumer, uuid.UUID(event_id))
                for consumer, event_id in cursor.fetchall()
            )
        assert effects == Counter(
            {key: n for key, n in self.oracle.effects.items() if key[0] != "find"}
        )

    def heal(self):
        """Whatever happened: once nobody dies or fails, all that is owed is delivered."""
        trouble.clear()
        Lane.objects.all().delete()
        self.closed = {}
        self.hands = {0: [], 1: []}
        self.expire_leases()
        self.let_time_pass()
        while self.oracle_owes():
            for lane in ("told", "found"):
                for tier in TIERS:
                    self.claim(0, lane, tier)
                    if claims := self.hands[0]:
                        self.deliver(claims)
                        self.expect(claims, claims[0], None)
        self.stands_as_the_oracle_says()
        self.every_effect_was_had_once()

    def oracle_owes(self):
        """Something that no dead one stands before."""
        return any(
            self.oracle.find_claimable(lane, tier)
            for lane in ("told", "found")
            for tier in TIERS
        )


def repair(service, consumer):
    conditions = Conditions(consumer=consumer)
    return service(conditions=conditions, actor=None, at=NOON)


def start_lesson(number):
    return LessonStarted(
        occurred_at=NOON,
        enrolment_key=uuid.UUID(int=number),
        learner_key=uuid.UUID(int=1),
        course_key=uuid.UUID(int=2),
        lesson_key=uuid.uuid4(),
    )


def group_claims(claims):
    by_consumer = attrgetter("consumer")
    for name, of_consumer in groupby(sorted(claims, key=by_consumer), by_consumer):
        group = list(of_consumer)
        size = 4 if name == "find" else 20
        for start in range(0, len(group), size):
            yield name, group[start : start + size]


def how_it_ends(work):
    """What a worker's work ends with: death, a lane that is down, or nothing."""
    try:
        work()
    except Killed:
        return Killed
    except (DependencyDown, LaneDown):
        return LaneDown
    return None


@pytest.mark.slow
@pytest.mark.usefixtures("db", "subscribed")
def test_backbone_keeps_its_promises_in_any_order_of_events():
    run_state_machine_as_test(
        Backbone,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
