"""What was delivered, failed or came again, counted in each process, for whoever scrapes.

A process counts in its memory, and a thread of it writes the figures to a file
of its own now and then; the web process reads all the files. Neither waits for
the other: a full disk or a wrong path costs figures, and never a delivery. (The
client library's own files for several processes are mapped into memory, and on
a full disk that ends the process.)
"""

import functools
import logging
import os
import socket
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec

from django.conf import settings
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")

WRITE_EVERY_SECONDS = 2.0
FORGET_AFTER_SECONDS = 300.0
"""How long the last figures of a process that has ended can still be scraped."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # This one function has no types.
_registry = CollectorRegistry()
_handled = Counter(
    "forsa_events_handled",
    "Deliveries that were done.",
    ["consumer"],
    registry=_registry,
)
_failed = Counter(
    "forsa_events_failed",
    "Attempts that failed, without those that only waited for a dependency.",
    ["consumer"],
    registry=_registry,
)
_redelivered = Counter(
    "forsa_events_redelivered",
    "Deliveries that were claimed again, after a failure or a lost worker.",
    ["consumer"],
    registry=_registry,
)
_ring_to_claim = Histogram(
    "forsa_events_ring_to_claim_seconds",
    "From when a delivery could be claimed, which is when the bell is rung for it, to its first claim.",
    ["lane"],
    registry=_registry,
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30, 300),
)


def _without_harm(record: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Log whatever goes wrong with a figure, because a delivery is worth more."""

    @functools.wraps(record)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        # Without a token nobody can read them.
        if not settings.METRICS_TOKEN:
            return
        try:
            record(*args, **kwargs)
            _writer.wake()
        except Exception:
            logger.exception("a figure was not recorded")

    return guarded


@_without_harm
def record_claims(lane: str, claims: Iterable[tuple[str, int, float]]) -> None:
    """Count claims of a lane: whose, the how manyth, and after how many seconds of waiting."""
    delay = _ring_to_claim.labels(lane)
    again: Tally[str] = Tally()
    for consumer, attempt, seconds in claims:
        if attempt > 1:
            again[consumer] += 1
        else:
            delay.observe(max(seconds, 0))
    for consumer, count in again.items():
        _redelivered.labels(consumer).inc(count)


@_without_harm
def record_handled(consumer: str, count: int) -> None:
    _handled.labels(consumer).inc(count)


@_without_harm
def record_failed(consumer: str, count: int = 1) -> None:
    _failed.labels(consumer).inc(count)


def read_figures() -> Iterator[Metric]:
    """The figures of all processes that share this folder, each under its own name.

    Not added up: a process that ends takes its figures along, and a sum would
    look as if it had been counted backwards.
    """
    families: dict[str, Metric] = {}
    for process, text in _read_files(settings.METRICS_DIR):
        for family in text_string_to_metric_families(text):
            merged = families.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            for sample in family.samples:
                labels = {**sample.labels, "process": process}
                merged.add_sample(sample.name, labels, sample.value)
    yield from families.values()


def _read_files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.prom")):
        # Another web process may be tidying up as well.
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > FORGET_AFTER_SECONDS:
                path.unlink()
            else:
                yield path.stem, path.read_text()


def write_figures(folder: Path) -> None:
    """Write what this process has counted; who reads meanwhile sees the last figures whole."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{socket.gethostname()}-{os.getpid()}.prom"
    draft = path.with_suffix(".draft")
    draft.write_bytes(generate_latest(_registry))
    draft.replace(path)


class _Writer:
    """Writes the figures down as long as the process lives; starts with the first figure.

    Not with the process: servers fork, and threads don't survive that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="events-metrics", daemon=True
                )
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(WRITE_EVERY_SECONDS) and settings.METRICS_TOKEN:
            try:
                write_figures(settings.METRICS_DIR)
            except OSError:
                logger.exception("the figures were not written")


_writer = _Writer()
