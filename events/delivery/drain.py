"""Draining a lane: the same for an inline thread, a Dramatiq worker and a command."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from events.delivery.claim import TIERS, Claimed, Tier, claim, find_due_tiers
from events.delivery.handle import handle
from events.delivery.lanes import Passage, approach, pause, resume
from events.delivery.settle import defer, release
from events.subscriptions import Consumer, DependencyDown, find_consumers

BUDGET_SECONDS = 1.5
CLAIMED_AT_ONCE = 100
TOGETHER = 20
"""How many deliveries share one transaction, at most."""


class Drained(NamedTuple):
    claimed: int
    has_more: bool
    """The time was too short for all of it."""


def drain(
    lane: str,
    *,
    budget: float = BUDGET_SECONDS,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Deliver what is owed in a lane until nothing is due or ``budget`` seconds are over.

    Returns how many deliveries were claimed, whatever became of them.
    """
    return _drain(lane, budget, is_stopping).claimed


def answer(
    lane: str,
    *,
    budget: float = BUDGET_SECONDS,
    is_stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Drain a lane that was rung; returns whether it wants another turn at once.

    Turns are short, because what was tried before is looked for once a turn.
    """
    return _drain(lane, budget, is_stopping).has_more


def _drain(lane: str, budget: float, is_stopping: Callable[[], bool]) -> Drained:
    passage = approach(lane)
    if passage is Passage.CLOSED:
        return Drained(0, has_more=False)
    deadline = time.monotonic() + budget

    def is_over() -> bool:
        return is_stopping() or time.monotonic() >= deadline

    consumers = find_consumers(lane=lane)
    claimed = 0
    has_more = False
    try:
        if passage is Passage.PROBE:
            claimed += _probe(lane, consumers, is_over)
        tiers: Sequence[Tier] = find_due_tiers(lane, consumers)
        was_seen_due = True
        while tiers:
            if is_over():
                has_more = not is_stopping()
                break
            counts = [
                _work_off(claims, consumers, is_over)
                for claims in _claim_by_tier(lane, consumers, tiers)
            ]
            if was_seen_due and not any(counts):
                # Others have it in hand.
                break
            claimed += sum(counts)
            # Behind a long backlog, what was tried before is looked for once a
            # drain: the search passes all of the backlog.
            is_full = tiers[0] is TIERS[0] and counts[0] == _find_most(consumers)
            was_seen_due = not is_full
            tiers = TIERS[:1] if is_full else find_due_tiers(lane, consumers)
    except DependencyDown as down:
        pause(lane, down)
    return Drained(claimed, has_more)


def _probe(
    lane: str, consumers: Sequence[Consumer], is_over: Callable[[], bool]
) -> int:
    """Deliver one; if the dependency answers, the lane is open again."""
    for tier in find_due_tiers(lane, consumers):
        if claims := claim(lane, consumers, tier, limit=1):
            _work_off(claims, consumers, is_over)
            resume(lane)
            return 1
    return 0


def _claim_by_tier(
    lane: str, consumers: Sequence[Consumer], tiers: Sequence[Tier]
) -> Iterator[Sequence[Claimed]]:
    for tier in tiers:
        yield claim(lane, consumers, tier, limit=tier.limit or _find_most(consumers))


def _find_most(consumers: Sequence[Consumer]) -> int:
    return max(
        consumer.batch or consumer.together or CLAIMED_AT_ONCE for consumer in consumers
    )


def _work_off(
    claims: Sequence[Claimed],
    consumers: Sequence[Consumer],
    is_over: Callable[[], bool],
) -> int:
    try:
        for position, (consumer, group) in enumerate(_group(claims, consumers)):
            # The first always gets its turn, or a small budget would never do anything.
            if position and is_over():
                release(claims)
                break
            handle(consumer, group, is_over=is_over)
    except DependencyDown as down:
        defer(claims, down)
        raise
    return len(claims)


def _group(
    claims: Sequence[Claimed], consumers: Sequence[Consumer]
) -> Iterator[tuple[Consumer, Sequence[Claimed]]]:
    by_name = {consumer.name: consumer for consumer in consumers}
    by_consumer = attrgetter("consumer")
    for name, of_consumer in groupby(sorted(claims, key=by_consumer), by_consumer):
        consumer = by_name[name]
        all_of_it = list(of_consumer)
        is_long = consumer.fanout or consumer.rule
        size = consumer.batch or consumer.together or (1 if is_long else TOGETHER)
        for start in range(0, len(all_of_it), size):
            yield consumer, all_of_it[start : start + size]
