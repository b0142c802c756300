"""What processes hold in memory, looked at again and again."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.processes import Service, get_descendants

WARM_AFTER = 0.25
"""The share of a run after which a process has seen everything once."""


def read_megabytes(process: Service) -> float:
    """Of the largest process among what the service has started: its guard is small."""
    sizes = [0]
    guard = process.process
    for pid in get_descendants(guard.pid) if guard else []:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        lines = [line for line in status.splitlines() if line.startswith("VmRSS")]
        sizes += [int(line.split()[1]) for line in lines]
    return max(sizes) / 1024


@dataclass
class Scale:
    """Weighs some processes every so often, in a thread."""

    processes: dict[str, Service]
    every: float = 5.0
    weights: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.began = time.monotonic()

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.over.set()
        self.thread.join()

    def run(self) -> None:
        while not self.over.wait(self.every):
            for name, process in self.processes.items():
                self.weights.setdefault(name, []).append(read_megabytes(process))

    def draw(self) -> str:
        """After warm-up, and at the end: the medians of an eighth of the run, in Markdown."""
        lines = ["| | warm | at the end | growth |", "| --- | --- | --- | --- |"]
        for name, weights in self.weights.items():
            warm, end = compare(weights)
            growth = 100 * (end / warm - 1)
            lines.append(f"| {name} | {warm:.1f} MB | {end:.1f} MB | {growth:+.1f} % |")
        return "\n".join(lines)


def compare(weights: list[float]) -> tuple[float, float]:
    """The weight once warm and the weight at the end, each a median of an eighth of all."""
    eighth = max(1, len(weights) // 8)
    warm = int(len(weights) * WARM_AFTER)
    return median(weights[warm : warm + eighth]), median(weights[-eighth:])


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
