"""What a request costs: CPU, SQL and requests a second, beside a bare Django view.

    python -m benchmarks.http [--requests 300] [--format json]

Runs against the configured database, which must hold the demo data; what it
writes is rolled back. CPU is that of this process for one request through the
whole WSGI stack, middleware included; requests a second are those of one
thread, so they are what CPU and the database leave.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = "benchmarks.bare"

Call = Callable[[], tuple[int, int]]
"""Makes one request; gives its status and its size in bytes."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one kind of request cost, in the middle of many."""

    what: str
    status: int
    bytes: int
    cpu_ms: float
    sql: int
    requests_a_second: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--format", choices=["table", "json"], default="table")
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        bare = measure("bare Django view of 8 KB", visit("/"), options.requests)
        print(json.dumps(asdict(bare)))
        return
    # The bare view needs other settings, so it runs in a process of its own.
    bare = subprocess.run(  # noqa: S603 -- this very module
        [
            *(sys.executable, "-m", "benchmarks.http"),
            *("--bare", "--requests", str(options.requests)),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": BARE},
    )
    rows = [Figures(**json.loads(bare.stdout)), *measure_product(options.requests)]
    if options.format == "json":
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{'':42}{'status':>7}{'bytes':>9}{'CPU ms':>9}{'SQL':>5}{'req/s':>9}")
    for row in rows:
        print(
            f"{row.what:42}{row.status:>7}{row.bytes:>9}{row.cpu_ms:>9.2f}"
            f"{row.sql:>5}{row.requests_a_second:>9.0f}"
        )


def measure_product(requests: int) -> list[Figures]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 -- app ready

    django.setup()
    from benchmarks.pages import find_pages  # noqa: PLC0415 -- app ready

    rows = []
    for page in find_pages():
        with page.ready() as call:
            rows.append(measure(page.what, call, requests))
    return rows


def measure(what: str, call: Call, requests: int) -> Figures:
    for _ in range(min(20, requests)):
        call()
    with counted() as queries:
        status, size = call()
    cpu, started = [], time.perf_counter()
    for _ in range(requests):
        before = time.process_time()
        call()
        cpu.append(time.process_time() - before)
    wall = time.perf_counter() - started
    return Figures(
        what=what,
        status=status,
        bytes=size,
        cpu_ms=round(statistics.median(cpu) * 1000, 2),
        sql=len(queries),
        requests_a_second=round(requests / wall, 1),
    )


def visit(path: str, cookies: str = "") -> Call:
    return lambda: send("GET", path, cookies=cookies)


def send(
    method: str, path: str, *, cookies: str = "", body: bytes = b""
) -> tuple[int, int]:
    """One request through the product's own WSGI application."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 -- app ready

    application = _applications.setdefault("wsgi", None) or get_wsgi_application()
    _applications["wsgi"] = application
    address, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookies,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    statuses: list[int] = []
    response = application(
        environ, lambda line, headers, *rest: statuses.append(int(line[:3]))
    )
    size = sum(len(part) for part in response)
    response.close()
    return statuses[0], size


_applications: dict[str, Callable[..., object] | None] = {}


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL of what runs inside."""
    from django.conf import settings  # noqa: PLC0415 -- app ready

    queries: list[str] = []
    if not settings.DATABASES:
        yield queries
        return
    from django.db import connection  # noqa: PLC0415 -- app ready

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield queries


if __name__ == "__main__":
    main()
