"""One run of chaos from a seed to a verdict."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.faults.chaos.nemesis import Nemesis, plan
from tests.faults.chaos.stack import Stack

SHORTEST_PATIENCE = 120
# Not owed now: what was planned for a time that hasn't come, such as a digest.
OWED = """
SELECT count(*) FROM events_delivery
WHERE state = 0 AND (due_at IS NULL OR due_at < now())
"""
KINDS = {"effect", "enrolled", "lesson", "published", "letter"}
BAD = (
    "lost",
    "twice",
    "search_wrong",
    "gaps",
    "dead",
    "letters_lost",
    "letters_twice",
)


@dataclass(frozen=True)
class Outcome:
    seed: int
    seconds: float
    blows: Mapping[str, int]
    verdict: Mapping[str, Any]
    drain_seconds: float

    @property
    def is_good(self) -> bool:
        """Whether every kind of fact was there, and nothing is wrong with any."""
        return self.verdict["kinds"].keys() >= KINDS and not any(
            self.verdict[each] for each in BAD
        )

    def draw(self) -> str:
        """The table of a run, in Markdown."""
        count = self.verdict
        rows = {
            "seed": self.seed,
            "load and blows": f"{self.seconds:.0f} s",
            **self.blows,
            "**blows in all**": sum(self.blows.values()),
            "**acknowledged**": count["acknowledged"],
            **{f"of these {kind}": n for kind, n in sorted(count["kinds"].items())},
            "events": count["events"],
            "deliveries": count["deliveries"],
            "**lost**": count["lost"],
            "**twice**": count["twice"],
            "**search wrong**": count["search_wrong"],
            "mailboxes with a gap": count["gaps"],
            "dead": count["dead"],
            "letters that the mail server took": count["letters_taken"],
            "of unknown outcome, listed": count["letters_unknown"],
            "**letters taken twice**": count["letters_twice"],
            "**sent, and never taken**": count["letters_lost"],
            "delivered in more than one attempt": count["redelivered"],
            "most attempts": count["most_attempts"],
            "drained after": f"{self.drain_seconds:.1f} s",
        }
        lines = [f"| {what} | {value} |" for what, value in rows.items()]
        return "\n".join(["| | |", "| --- | --- |", *lines])


def run(
    stack: Stack, *, seed: int, seconds: float, told_every: float | None = None
) -> Outcome:
    """Load, blows, drain, check. ``stack`` is prepared; its processes are started here.

    With ``told_every``, whoever listens is told something every so many seconds.
    """
    is_rabbitmq = "rabbitmq" in stack.services
    nemesis = Nemesis(stack, plan(seed, seconds, is_rabbitmq=is_rabbitmq))
    stack.start()
    if told_every:
        stack.start_crier(pause=told_every)
    wait_for_load(stack)
    nemesis.rage()
    stack.stop_emitting()
    began = time.monotonic()
    is_drained = wait_until_drained(stack, max(SHORTEST_PATIENCE, seconds))
    drain_seconds = time.monotonic() - began
    if not is_drained:
        raise NotDrained(describe_owed(stack))
    folder = str(stack.folder / "acknowledged")
    verdict = json.loads(stack.run("tests.faults.chaos.checker", folder))
    copies = stack.mail.count_copies()
    sent = verdict.pop("letters_sent")
    verdict["letters_taken"] = len(copies)
    verdict["letters_twice"] = sum(count > 1 for count in copies.values())
    verdict["letters_lost"] = sum(not copies[each] for each in sent)
    blows = dict(sorted(nemesis.landed.items()))
    return Outcome(seed, seconds, blows, verdict, drain_seconds)


class NotDrained(Exception):
    """Something is still owed long after the last blow."""


def wait_for_load(stack: Stack) -> None:
    deadline = time.monotonic() + 60
    while not stack.query("SELECT 1 FROM effect LIMIT 1"):
        if time.monotonic() > deadline:
            raise TimeoutError(stack.read_log()[-3000:])
        time.sleep(0.1)


def wait_until_drained(stack: Stack, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if stack.query(OWED) == [(0,)]:
            return True
        time.sleep(0.1)
    return False


def describe_owed(stack: Stack) -> str:
    rows = stack.query(
        "SELECT consumer, lane, count(*), max(attempts), max(last_error)"
        " FROM events_delivery WHERE state = 0 GROUP BY consumer, lane"
    )
    lanes = stack.query("SELECT * FROM events_lane")
    return f"{rows}\n{lanes}\n{stack.read_log()[-3000:]}"
