"""What the event backbone does in a second, beside what the database and the disk can do.

    python -m benchmarks.events [--seconds 3] [--backlog 5000]

Runs against the configured database, which must be migrated; the events it
emits stay there, so give it one of its own (``DATABASE_URL`` or ``VAR_DIR``).
Clients and drain are threads of one Python process; with a Redis broker
(``BROKER_URL``) the waits are also measured with Dramatiq's workers. The SQL
alone is measured by PostgreSQL's ``pgbench``, where there is one.
"""

import argparse
import os
import signal
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

import config.workers  # noqa: F401 -- sets Django up
from benchmarks import backlogs, pgbench, processes
from benchmarks.backlogs import Rate
from events.base import Event, StoredEvent
from events.bell import workers
from events.bell.threads import DrainThreads
from events.bell.watch import watch
from events.log import append
from events.models import Delivery
from events.outbox import emit
from events.subscriptions import find_lanes, find_subscribers, subscribe


class Ticked(Event):
    """Nothing happened, of which one consumer writes a row and another gets a batch."""

    name: ClassVar = "benchmarks.tick.done"
    key: uuid.UUID

    @property
    def stream(self) -> str:
        return f"tick:{self.key}"


is_emitter = False
"""Of the processes of a run, the one that emits and measures."""

committed: dict[uuid.UUID, float] = {}
handled: dict[uuid.UUID, float] = {}


@subscribe(Ticked, lane="benchmark-rows")
def write_row(*, event: Ticked) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO benchmark_row (key) VALUES (%s)", [str(event.event_id)]
        )
    if os.environ.get("BENCHMARK_STALL"):
        time.sleep(600)
    if settings.BROKER_URL and not is_emitter:
        transaction.on_commit(lambda: processes.tell_handled(str(event.event_id)))
    else:
        transaction.on_commit(lambda: handled.update({event.event_id: time.time()}))


@subscribe(Ticked, lane="benchmark-batches", batch=500)
def take_batch(*, stored: Sequence[StoredEvent]) -> None:
    pass


# Dramatiq's command imports this module, and has to know these lanes too.
if settings.BROKER_URL:
    workers.declare_lanes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--backlog", type=int, default=5_000)
    parser.add_argument("--drain", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--ring", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.drain:
        DrainThreads().start()
        signal.pause()
    elif asked.ring:
        watch(workers.send_as_owed, threading.Event().wait)
    else:
        measure(asked.seconds, backlog=asked.backlog)


def measure(seconds: float, *, backlog: int) -> None:
    global is_emitter  # noqa: PLW0603 -- a script's own
    is_emitter = True
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benchmark_row")
        cursor.execute("CREATE TABLE benchmark_row (key varchar(36))")
    drain_all()

    print(f"{connection.vendor}, {os.cpu_count()} cores, {seconds:g} s each\n")
    row("disk: 8 KB written and synced", rate(sync_disk(), seconds=seconds))
    bare = {}
    for clients in (1, 8):
        bare[clients] = rate(insert_row, seconds=seconds, clients=clients)
        row(f"bare insert of one row, {clients} clients", bare[clients])
    for clients in (1, 8):
        each = rate(emit_one, seconds=seconds, clients=clients)
        row(f"emit, 2 consumers, {clients} clients", each, of=bare[clients])
    for clients in (1, 8):
        each = rate(append_one, seconds=seconds, clients=clients)
        row(f"  of it, the SQL alone, {clients} clients", each, of=bare[clients])
    if connection.vendor == "postgresql" and pgbench.find_pgbench():
        for clients in (1, 8):
            sql = pgbench.measure(seconds=seconds, clients=clients)
            print(
                f"pgbench, {clients} clients: row without index {sql.bare:,.0f}/s, "
                f"row of the outbox {sql.outbox:,.0f}/s, emit {sql.emit:,.0f}/s = "
                f"{sql.emit / sql.bare:.0%} and {sql.emit / sql.outbox:.0%} of these"
            )
    drain_all()
    for lane in ("benchmark-rows", "benchmark-batches"):
        row(f"drain of {backlog} in {lane}", drain_backlog(lane, backlog))
    row(
        f"drain of {backlog} notifications",
        backlogs.drain_notifications(backlog),
    )
    row(
        f"drain of {backlog} facts into search, coalesced",
        backlogs.drain_search(backlog),
    )
    print()
    for each_second in (100, 500):
        show_latency(each_second, seconds=seconds)
    if settings.BROKER_URL:
        drain_all()
        with processes.dramatiq_workers():
            wait_for_workers()
            for each_second in (100, 500):
                show_latency_of_workers(each_second, seconds=seconds)
    show_recovery()


def rate(do: Callable[[], object], *, seconds: float, clients: int = 1) -> Rate:
    """How often it is done in a second, by all clients together."""
    cpu = time.process_time()
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def work(client: int) -> None:
        while time.perf_counter() < end:
            do()
            counts[client] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cpu = time.process_time() - cpu
    return Rate(sum(counts) / seconds, 1000 * cpu / sum(counts))


def sync_disk() -> Callable[[], None]:
    file = tempfile.TemporaryFile(dir=settings.VAR, buffering=0)  # noqa: SIM115 -- until the process ends

    def write() -> None:
        os.pwrite(file.fileno(), b"x" * 8192, 0)
        os.fdatasync(file.fileno())

    return write


def insert_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO benchmark_row (key) VALUES (%s)", ["x" * 36])


def make_event() -> Ticked:
    return Ticked(occurred_at=timezone.now(), key=uuid.uuid4())


def emit_one() -> Event:
    event = make_event()
    with transaction.atomic():
        emit(event)
    return event


def append_one() -> None:
    # On PostgreSQL a single statement, which is its own transaction.
    with one_transaction():
        append(
            make_event(),
            consumers=find_subscribers(Ticked),
            actor=None,
            command_key=None,
        )


@contextmanager
def one_transaction() -> Iterator[None]:
    if connection.vendor == "postgresql":
        yield
    else:
        with transaction.atomic():
            yield


def drain_all() -> None:
    """In every lane: what is left in another would be worked off beside what is measured."""
    for lane in find_lanes():
        backlogs.drain_lane(lane)


def drain_backlog(lane: str, backlog: int) -> Rate:
    return backlogs.drain_events(lane, [make_event() for _ in range(backlog)])


def show_latency(each_second: int, *, seconds: float) -> None:
    """From the commit of an event to the commit of its effect, with drain threads at work."""
    drain_all()
    committed.clear()
    handled.clear()
    drains = DrainThreads()
    drains.start()
    start = time.perf_counter()
    for number in range(int(each_second * seconds)):
        ahead = start + number / each_second - time.perf_counter()
        if ahead > 0:
            time.sleep(ahead)
        event = emit_one()
        committed[event.event_id] = time.time()
    took = time.perf_counter() - start
    while len(handled.keys() & committed.keys()) < len(committed):
        time.sleep(0.01)
    drains.stop()
    waits = [1000 * (handled[key] - at) for key, at in committed.items()]
    show_waits("in this process", each_second, waits, took)


def show_latency_of_workers(each_second: int, *, seconds: float) -> None:
    """The same with Dramatiq's workers in their own processes, rung through Redis."""
    processes.forget_handled()
    sent: dict[str, float] = {}
    start = time.perf_counter()
    for number in range(int(each_second * seconds)):
        ahead = start + number / each_second - time.perf_counter()
        if ahead > 0:
            time.sleep(ahead)
        event = emit_one()
        sent[str(event.event_id)] = time.time()
    took = time.perf_counter() - start
    while len(told := processes.read_handled()) < len(sent):
        time.sleep(0.2)
    waits = [1000 * (told[key] - at) for key, at in sent.items()]
    show_waits("rung through the broker", each_second, waits, took)


def wait_for_workers() -> None:
    processes.forget_handled()
    emit_one()
    while not processes.read_handled():
        time.sleep(0.1)


def show_waits(how: str, each_second: int, waits: Sequence[float], took: float) -> None:
    cuts = statistics.quantiles(waits, n=100)
    print(
        f"commit to handled, {how}, at {len(waits) / took:.0f}/s (asked {each_second}): "
        f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"
    )


def show_recovery() -> None:
    """From the kill of a worker that has claimed deliveries until another has done them."""
    drain_all()
    claimed = Delivery.objects.owed().filter(lane="benchmark-rows")
    for _ in range(20):
        emit_one()
    with processes.drain_process(stalls=True) as process:
        while not claimed.exclude(lease_token=None).exists():
            time.sleep(0.02)
        process.kill()
        killed_at = time.perf_counter()
        process.wait()
    with processes.drain_process():
        while claimed.exists():
            time.sleep(0.02)
    print(
        f"kill -9 to all done by another: {time.perf_counter() - killed_at:.1f} s "
        f"(lease {settings.EVENTS_LEASE_SECONDS} s, start of the other included)"
    )


def row(what: str, measured: Rate, *, of: Rate | None = None) -> None:
    share = f"{measured.each_second / of.each_second:6.0%} of bare" if of else ""
    print(
        f"{what:42} {measured.each_second:9,.0f}/s {measured.cpu_ms:8.3f} ms CPU {share}"
    )


if __name__ == "__main__":
    main()
