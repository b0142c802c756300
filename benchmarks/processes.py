"""Workers in processes of their own, for what one process cannot show: rings, and kills."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

HANDLED = "benchmark:handled"
"""Where workers tell Redis which event's effect was committed, and when."""


@contextmanager
def dramatiq_workers(*, processes: int = 2, threads: int = 4) -> Iterator[None]:
    """Dramatiq's own command, as in operation, and the bell."""
    worker = [sys.executable, "-m", "dramatiq", "benchmarks.events"]
    size = ["--processes", str(processes), "--threads", str(threads)]
    with _running([*worker, *size]), _running([sys.executable, *BELL]):
        yield


BELL = ["-m", "benchmarks.events", "--ring"]
DRAIN = ["-m", "benchmarks.events", "--drain"]


@contextmanager
def drain_process(*, stalls: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """Drain threads in a process that can be killed; one that stalls holds what it claims."""
    with _running(
        [sys.executable, *DRAIN], BENCHMARK_STALL="1" if stalls else ""
    ) as process:
        yield process


@contextmanager
def _running(
    command: list[str], **environment: str
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(  # noqa: S603 -- nothing of it comes from outside
        command, env={**os.environ, **environment}, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def tell_handled(event_id: str) -> None:
    _redis().rpush(HANDLED, json.dumps([event_id, time.time()]))


def read_handled() -> dict[str, float]:
    return dict(json.loads(row) for row in _redis().lrange(HANDLED, 0, -1))


def forget_handled() -> None:
    _redis().delete(HANDLED)


@cache
def _redis():  # type: ignore[no-untyped-def] # imported only where there is a broker
    import redis  # noqa: PLC0415 -- optional dependency

    return redis.Redis.from_url(settings.BROKER_URL)
