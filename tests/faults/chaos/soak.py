"""Chaos for as long as is asked, weighed, with live clients beside; and its report."""

import json
import os
import platform
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.faults.chaos.crowd import Crowd
from tests.faults.chaos.memory import Scale
from tests.faults.chaos.run import Outcome, run
from tests.faults.chaos.stack import Stack
from tests.journeys.product import ROOT

LISTENERS = 20
TOLD_EVERY = 5.0
STAYS = (1.0, 4.0)
LONGEST_CATCH_UP = 60.0
PACKAGES = ["django", "dramatiq", "channels", "channels-redis", "elasticsearch"]


@dataclass(frozen=True)
class Soak:
    outcome: Outcome
    sockets: dict[str, object]
    memory: str
    load: tuple[float, float, float]
    broker: str
    """``redis`` or ``rabbitmq``."""

    @property
    def is_good(self) -> bool:
        return self.outcome.is_good and not self.sockets["clients with a gap or repeat"]

    def write(self, folder: Path, note: str) -> Path:
        day = time.strftime("%Y-%m-%d")
        sockets = "\n".join(f"| {what} | {n} |" for what, n in self.sockets.items())
        load = " / ".join(f"{each:.1f}" for each in self.load)
        minutes = f"{self.outcome.seconds / 60:.0f}"
        text = f"""# Soak of {day}

`python -m tests.faults.chaos --broker {self.broker} --minutes {minutes} --seed {self.outcome.seed}`, at {describe_commit()}.
{describe_machine()} Load average at the end {load}. {note}

## Blows and what became of what was acknowledged

{self.outcome.draw()}

## Live clients

| | |
| --- | --- |
{sockets}

## Memory

{self.memory}

A worker and the socket server that nobody killed, weighed every five seconds; "warm" is after a
quarter of the run. Both lived through every fall of the services.
"""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"soak-{day}-{self.broker}.md"
        path.write_text(text)
        return path


def soak(stack: Stack, *, seed: int, seconds: float) -> Soak:
    server, witness = stack.start_server(), stack.start_witness()
    sessions = json.loads(stack.run("tests.faults.chaos.listeners", str(LISTENERS)))
    crowd = Crowd(int(server.url.rpartition(":")[2]), sessions, stays=STAYS)
    crowd.start()
    scale = Scale({"worker": witness, "socket server": server})
    scale.start()
    outcome = run(stack, seed=seed, seconds=seconds, told_every=TOLD_EVERY)
    first, last = stack.count_told()
    caught_up = crowd.wait_until_heard(last, seconds=LONGEST_CATCH_UP)
    scale.stop()
    crowd.stop()
    sockets = {
        "clients": LISTENERS,
        "connects": crowd.connects,
        "told each": last if first == last else f"{first} to {last}",
        "clients with a gap or repeat": crowd.count_wrong(last),
        "all caught up after the drain in": f"{caught_up:.1f} s",
    }
    broker = stack.broker.name.lower()
    return Soak(outcome, sockets, scale.draw(), os.getloadavg(), broker)


def describe_commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(asked, cwd=ROOT, check=False, capture_output=True, text=True)
    return f"`{done.stdout.strip() or 'an unknown commit'}`"


def describe_machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}), "
        f"Python {platform.python_version()}, {packages}."
    )
