"""What the event backbone promises, in memory: the machine of ``test_model`` is held against it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from events.delivery.claim import Claimed, Tier
from events.models import Delivery
from events.subscriptions import Consumer

State = Delivery.State


class Mood(Enum):
    """What a handler does with the one delivery that is singled out."""

    RAISES = "raises"
    REFUSES = "refuses"
    KILLS = "kills"
    DOWN = "finds its dependency down"
    NOT_YET = "is too early"


class Killed(BaseException):
    """The worker is gone: nothing that it would have done next happens."""


@dataclass
class Owed:
    """One delivery, as it should stand."""

    id: int
    consumer: Consumer
    event_id: object
    stream: str
    state: State = State.OWED
    attempts: int = 0
    token: object = None
    is_leased: bool = False
    is_due: bool = True

    def let_go(self):
        self.token, self.is_leased = None, False

    def settle(self, state):
        self.state = state
        self.let_go()

    def try_later(self):
        self.is_due = False
        self.let_go()

    def give_back(self):
        self.attempts -= 1
        self.let_go()


@dataclass
class Oracle:
    owed: dict[int, Owed] = field(default_factory=dict)
    effects: Counter = field(default_factory=Counter)
    """How often each delivery had its effect: once each time that it was owed and done."""

    def is_held(self, claim: Claimed) -> bool:
        one = self.owed.get(claim.id)
        return one is not None and one.state == State.OWED and one.token == claim.token

    def find_claimable(self, lane: str, tier: Tier) -> set[int]:
        return {
            one.id
            for one in self.owed.values()
            if one.consumer.lane == lane
            and one.state == State.OWED
            and one.is_due
            and not one.is_leased
            and tier.at_least <= one.attempts <= tier.at_most
            and not (one.consumer.ordered and self.has_earlier(one))
        }

    def has_earlier(self, one: Owed) -> bool:
        """Whether something of the same stream stands before it, dead or owed."""
        return any(
            other.stream == one.stream
            and other.consumer is one.consumer
            and other.id < one.id
            and other.state in {State.OWED, State.DEAD}
            for other in self.owed.values()
        )

    def claim(self, claims: list[Claimed]) -> None:
        for claim in claims:
            one = self.owed[claim.id]
            one.attempts += 1
            one.token, one.is_leased = claim.token, True

    def handle(
        self, consumer: Consumer, claims: list[Claimed], victim: int, mood: Mood
    ) -> None:
        """Expect what handling these claims does, of which ``victim`` is in a mood.

        Raises ``Killed`` if the worker ends with it.
        """
        alive = [each for each in claims if each.attempts <= each.max_attempts]
        lost = [each for each in claims if each not in alive]
        if victim not in [claim.id for claim in alive]:
            mood = None
        try:
            if consumer.batch is None:
                self.handle_in_transactions(alive, victim, mood)
            else:
                self.handle_batch(alive, victim, mood)
        finally:
            # The machine kills by raising, and what dies is written down on the
            # way out; a real kill leaves that to the next claim.
            for claim in filter(self.is_held, lost):
                self.owed[claim.id].settle(State.DEAD)

    def handle_in_transactions(self, claims, victim, mood):
        are_together = len(claims) > 1 and all(map(self.is_held, claims))
        if are_together and mood is Mood.KILLS:
            # All that shared the transaction is rolled back.
            raise Killed
        for claim in filter(self.is_held, claims):
            if claim.id == victim and mood is not None:
                self.suffer(claim, mood)
            else:
                self.done(claim)

    def handle_batch(self, claims, victim, mood):
        if mood in {Mood.KILLS, Mood.DOWN}:
            raise Killed if mood is Mood.KILLS else LaneDown
        for claim in filter(self.is_held, claims):
            if claim.id == victim and mood is not None:
                self.suffer(claim, mood)
            else:
                self.done(claim)

    def suffer(self, claim, mood):
        one = self.owed[claim.id]
        match mood:
            case Mood.KILLS:
                raise Killed
            case Mood.DOWN:
                raise LaneDown
            case Mood.NOT_YET:
                one.attempts -= 1
                one.try_later()
            case Mood.RAISES if one.attempts < one.consumer.max_attempts:
                one.try_later()
            case _:
                one.settle(State.DEAD)

    def done(self, claim):
        one = self.owed[claim.id]
        one.settle(State.DONE)
        self.effects[one.consumer.name, one.event_id] += 1

    def give_back(self, claims: list[Claimed]) -> None:
        for claim in filter(self.is_held, claims):
            self.owed[claim.id].give_back()

    def expire_leases(self) -> None:
        for one in self.owed.values():
            one.is_leased = False

    def let_time_pass(self) -> None:
        for one in self.owed.values():
            one.is_due = True

    def owe_again(self, consumer: Consumer, states: set[State]) -> int:
        chosen = self.find(consumer, states)
        for one in chosen:
            one.settle(State.OWED)
            one.attempts, one.is_due = 0, True
        return len(chosen)

    def cancel(self, consumer: Consumer) -> int:
        chosen = self.find(consumer, {State.OWED, State.DEAD})
        for one in chosen:
            one.settle(State.CANCELLED)
        return len(chosen)

    def prune(self) -> int:
        settled = [
            one.id
            for one in self.owed.values()
            if one.state in {State.DONE, State.CANCELLED}
        ]
        for pk in settled:
            del self.owed[pk]
        return len(settled)

    def find(self, consumer, states):
        return [
            one
            for one in self.owed.values()
            if one.consumer is consumer and one.state in states
        ]


class LaneDown(Exception):
    """The whole lane has to wait."""
