"""What goes wrong, and when: all of it follows from one seed."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

import psycopg

from tests.faults.chaos.stack import LEASE_SECONDS, Stack
from tests.services.processes import Service, get_descendants

# What is done to the product, and the shortest and longest pause before the next time.
PAUSES = {
    "worker killed": (1.0, 4.0),
    "worker stalled": (8.0, 20.0),
    "bell killed": (3.0, 9.0),
    "emitter killed": (2.0, 7.0),
    "connections cut": (3.0, 9.0),
    "broker wiped": (8.0, 18.0),
    "broker killed": (10.0, 25.0),
    "database crashed": (15.0, 35.0),
    "search stalled": (10.0, 25.0),
    # Seldom enough that its lane, which looks again after five seconds, is open mostly.
    "mail server ill": (15.0, 40.0),
}
MOODS = ["cut before", "cut after", "RCPT 450 Greylisted", "DATA 451 Try later"]
RABBITMQ_SLOWER = 3
"""It takes that much longer to come back than Redis, and needs some time to live."""

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < {share}
"""


class Blow(NamedTuple):
    at: float
    kind: str
    chance: float
    """Decides whom it hits, and for how long."""


def plan(seed: int, seconds: float, *, is_rabbitmq: bool = False) -> list[Blow]:
    """All blows of a run, in order; the same seed gives the same plan."""
    blows = []
    for kind, (shortest, longest) in PAUSES.items():
        chance = random.Random(f"{seed} {kind}")  # noqa: S311 -- a seed, not a secret
        slower = RABBITMQ_SLOWER if is_rabbitmq and "broker" in kind else 1
        at = chance.uniform(0, longest * slower)
        while at < seconds:
            blows.append(Blow(at, kind, chance.random()))
            at += chance.uniform(shortest, longest) * slower
    return sorted(blows)


class Nemesis:
    def __init__(self, stack: Stack, blows: list[Blow]) -> None:
        self.stack = stack
        self.blows = blows
        self.landed: Counter[str] = Counter()
        self._acts: dict[str, Callable[[float], None]] = {
            "worker killed": self.kill_worker,
            "worker stalled": self.stall_worker,
            "bell killed": lambda _: stack.bell.kill_and_start(),
            "emitter killed": self.kill_emitter,
            "connections cut": self.cut_connections,
            "broker wiped": lambda _: stack.wipe_broker(),
            "broker killed": lambda chance: self.bring_down(stack.broker, 2 * chance),
            "database crashed": lambda chance: self.bring_down(
                stack.services["postgres"], chance
            ),
            "search stalled": lambda chance: self.stall_search(4 * chance),
            "mail server ill": self.spoil_mail,
        }
        # What is down already isn't brought down again.
        self._busy = {kind: threading.Lock() for kind in self._acts}
        self._busy["broker wiped"] = self._busy["broker killed"]

    def rage(self) -> None:
        """Carry out the plan, and mend what the last blows have broken."""
        began = time.monotonic()
        with ThreadPoolExecutor(max_workers=len(self._acts)) as pool:
            blows = []
            for blow in self.blows:
                time.sleep(max(0, began + blow.at - time.monotonic()))
                blows.append(pool.submit(self.strike, blow))
            for each in blows:
                each.result()

    def strike(self, blow: Blow) -> None:
        lock = self._busy[blow.kind]
        if not lock.acquire(blocking=False):
            # It is still down from the last time.
            return
        try:
            self._acts[blow.kind](blow.chance)
            self.landed[blow.kind] += 1
        finally:
            lock.release()

    def kill_worker(self, chance: float) -> None:
        pick(self.stack.workers, chance).kill_and_start()

    def kill_emitter(self, chance: float) -> None:
        pick(self.stack.emitters, chance).kill_and_start()

    def stall_worker(self, chance: float) -> None:
        """Hold a worker past its lease, then let it go on as if nothing had been."""
        worker = pick(self.stack.workers, chance)
        stalled = worker.pid
        worker.signal(signal.SIGSTOP)
        time.sleep(LEASE_SECONDS + 1)
        if worker.pid == stalled:
            worker.signal(signal.SIGCONT)

    def cut_connections(self, chance: float) -> None:
        """Let PostgreSQL end some of its sessions, whatever they are doing."""
        with suppress(psycopg.OperationalError):
            self.stack.query(CUT.format(share=0.2 + chance / 2))

    def stall_search(self, seconds: float) -> None:
        """Let the engine answer nobody for a while.

        It isn't killed: on two busy cores its next start takes minutes, in which
        there is nothing to see. F6 and F8 take it away.
        """
        engine = self.stack.services["elasticsearch"].process
        pids = get_descendants(engine.pid)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    def spoil_mail(self, chance: float) -> None:
        """Let the mail server refuse, hang up, or keep a letter without saying so."""
        self.stack.mail.mood = pick(MOODS, chance)
        time.sleep(2 * chance)
        self.stack.mail.mood = ""

    def bring_down(self, service: Service, seconds: float) -> None:
        service.kill()
        time.sleep(seconds)
        self.stack.bring_back(service)


def pick(several, chance: float):
    return several[int(chance * len(several))]
