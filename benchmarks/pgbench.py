"""What PostgreSQL can do with our statements alone, without any Python: its own ``pgbench``."""

import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from django.db import connection

TURNS = 5

_BARE = "INSERT INTO benchmark_row (key) VALUES (gen_random_uuid()::text);"

# One row of the outbox, with its indexes and checks, and nothing that is owed.
_OUTBOX = """
INSERT INTO events_event (
    event_id, type, schema_version, stream, stream_version, actor_key,
    occurred_at, recorded_at, correlation_id, causation_id, command_key, data
)
VALUES (
    gen_random_uuid(), 'benchmarks.tick.done', 1, 'tick:' || gen_random_uuid(), 1,
    NULL, now(), clock_timestamp(), gen_random_uuid(), NULL, NULL,
    jsonb_build_object('key', gen_random_uuid())
);
"""

# As ``events.log`` says it, with values that pgbench can make.
_EMIT = """
WITH stream AS (
    INSERT INTO events_stream (stream, version)
    VALUES ('tick:' || gen_random_uuid(), 1)
    ON CONFLICT (stream) DO UPDATE SET version = events_stream.version + 1
    RETURNING stream, version
), event AS (
    INSERT INTO events_event (
        event_id, type, schema_version, stream, stream_version, actor_key,
        occurred_at, recorded_at, correlation_id, causation_id, command_key, data
    )
    SELECT
        gen_random_uuid(), 'benchmarks.tick.done', 1, stream.stream, stream.version,
        NULL, now(), clock_timestamp(), gen_random_uuid(), NULL, NULL,
        jsonb_build_object('key', gen_random_uuid())
    FROM stream
    RETURNING id, stream, stream_version, recorded_at
), delivery AS (
    INSERT INTO events_delivery (
        event_id, consumer, lane, stream, max_attempts, due_at, available_at
    )
    SELECT
        event.id, owed.consumer, owed.lane,
        CASE WHEN owed.is_ordered THEN event.stream END, 12, NULL, event.recorded_at
    FROM event, unnest(
        ARRAY['write_row', 'take_batch'],
        ARRAY['benchmark-rows', 'benchmark-batches'], ARRAY[false, false]
    ) AS owed (consumer, lane, is_ordered)
)
SELECT stream_version, recorded_at FROM event;
"""


def find_pgbench() -> str | None:
    """Where it is; Debian keeps it off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    return shutil.which("pgbench") or (str(found[-1]) if found else None)


class Rates(NamedTuple):
    """How many in a second."""

    bare: float
    """One short text into a table without an index."""
    outbox: float
    """One event into the outbox."""
    emit: float
    """One event, the version of its stream, and two deliveries."""


def measure(*, seconds: float, clients: int) -> Rates:
    """What so many clients do in a second: by turns, because a machine has its moods."""
    turns = [
        [
            _run(script, seconds=seconds / 2, clients=clients)
            for script in (_BARE, _OUTBOX, _EMIT)
        ]
        for _ in range(TURNS)
    ]
    return Rates(*map(statistics.median, zip(*turns, strict=True)))


def _run(script: str, *, seconds: float, clients: int) -> float:
    program = find_pgbench()
    if program is None:
        raise FileNotFoundError("pgbench")
    where = connection.settings_dict
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(" ".join(script.split()))
        file.flush()
        out = subprocess.run(  # noqa: S603 -- nothing of it comes from outside
            [
                *(program, "--no-vacuum", "--protocol=prepared"),
                *("--file", file.name, "--time", str(max(1, round(seconds)))),
                *("--client", str(clients), "--jobs", str(min(clients, 2))),
                *("--host", where["HOST"], "--port", str(where["PORT"] or 5432)),
                *("--username", where["USER"], where["NAME"]),
            ],
            env={"PGPASSWORD": where["PASSWORD"], "PATH": "/usr/bin:/bin"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = re.search(r"tps = ([\d.]+)", out)
    if found is None:
        raise ValueError(out)
    return float(found[1])
