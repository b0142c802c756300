"""A site of processes to be killed: a database, a broker, workers, a bell, emitters."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.services.processes import Service, get_descendants

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "-m", "tests.faults.process"]
WORKER = [sys.executable, "-m", "dramatiq", "tests.faults.process"]
WORKER += ["--processes", "1", "--threads", "4"]


_LATENCY = """
SELECT extract(epoch FROM percentile_cont(0.95) WITHIN GROUP (ORDER BY done_at - available_at))
FROM events_delivery WHERE consumer = 'have_other_effect' AND id > {last}
"""


@dataclass
class Site:
    """Everything runs in processes of its own; the test only looks and kills."""

    folder: Path
    database_url: str
    broker_url: str = ""
    database: Service | None = None
    processes: list[subprocess.Popen] = field(default_factory=list)

    def __post_init__(self):
        self.run("migrate")
        for table in ("effect", "other_effect"):
            self.query(f"CREATE TABLE {table} (event_id uuid)")

    def environment(self, **extra):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database_url,
            "BROKER_URL": self.broker_url,
            # Nobody opens a socket here; a network has to name its layer all the same.
            "CHANNELS_URL": "redis://127.0.0.1:1" if self.broker_url else "",
            "SECRET_KEY": "tests-only-and-long-enough-to-be-accepted-everywhere",
            "VAR_DIR": str(self.folder),
            "EVENTS_LEASE_SECONDS": "2",
            **extra,
        }

    def run(self, *arguments, **extra):
        done = subprocess.run(
            [*MANAGE, *arguments],
            cwd=ROOT,
            env=self.environment(**extra),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def spawn(self, command, **extra):
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(**extra),
                stdout=subprocess.PIPE if {"emit", "serve"} & {*command} else log,
                stderr=log,
                start_new_session=True,
                text=True,
            )
        self.processes.append(process)
        return process

    def run_crashes(self):
        """The failpoints at which a process died, and the events it acknowledged."""
        lines = self.run("crash", EVENTS_LEASE_SECONDS="1").split("\n")
        died = {line.removeprefix("died ") for line in lines if line.startswith("died")}
        return died, {uuid.UUID(line) for line in lines if len(line) == 36}

    def start_worker(self, **extra):
        return self.spawn(WORKER, **extra)

    def start_bell(self):
        return self.spawn([*MANAGE, "events", "bell"])

    def start_threads(self, **extra):
        return self.spawn([*MANAGE, "events", "work"], **extra)

    def start_emitter(self, count):
        return self.spawn([*MANAGE, "emit", str(count)])

    def start_server(self, count):
        """The embedded mode: one process emits and delivers."""
        return self.spawn([*MANAGE, "serve", str(count)])

    def query(self, sql):
        if self.database_url.startswith("sqlite"):
            path = self.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=20)) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else None

    def count_effects(self, table="effect"):
        rows = self.query(f"SELECT event_id FROM {table}")  # noqa: S608 -- a constant
        return Counter(uuid.UUID(str(row[0])) for row in rows)

    def find_event_ids(self):
        rows = self.query("SELECT event_id FROM events_event")
        return [uuid.UUID(str(row[0])) for row in rows]

    def count_leased_or_done(self):
        return self.query(
            "SELECT count(*) FROM events_delivery WHERE state = 1 OR lease_until > now()"
        )[0][0]

    def count_leased(self):
        return self.query(
            "SELECT count(*) FROM events_delivery WHERE lease_token IS NOT NULL"
        )[0][0]

    def count_tried_twice(self):
        return self.query("SELECT count(*) FROM events_delivery WHERE attempts > 1")[0][
            0
        ]

    def count_unsettled(self):
        return self.query("SELECT count(*) FROM events_delivery WHERE state <> 1")[0][0]

    def count_owed(self, lane):
        return self.query(
            f"SELECT count(*) FROM events_delivery WHERE state = 0 AND lane = '{lane}'"  # noqa: S608 -- a name of ours
        )[0][0]

    def measure_latency(self, count=200):
        """How long 95 of 100 deliveries beside others take at most, in seconds."""
        last = self.query("SELECT coalesce(max(id), 0) FROM events_delivery")[0][0]
        read_acknowledged(self.start_emitter(count))
        self.wait_until(lambda: self.count_owed("neighbours") == 0)
        waited = self.query(_LATENCY.format(last=last))
        return float(waited[0][0])

    def wait_until(self, is_so, *, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                log = (self.folder / "processes.log").read_text()[-3000:]
                raise TimeoutError(log)
            time.sleep(0.05)

    def wait_until_settled(self, *, seconds=60):
        self.wait_until(lambda: self.count_unsettled() == 0, seconds=seconds)

    def stop(self):
        for process in self.processes:
            kill(process)


def read_acknowledged(emitter):
    """The ids an emitter has printed, when it has ended by itself."""
    output, _ = emitter.communicate(timeout=120)
    return {uuid.UUID(line) for line in output.splitlines()}


def kill(process):
    """SIGKILL, for the process and all it has started."""
    for pid in (*get_descendants(process.pid), process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
