"""How one command should serve HTTP and sockets: req/s, p95 and memory, with idle sockets open.

    python -m benchmarks.servers [--seconds 3] [--rounds 3] [--sockets 200]

Three ways on one address each, asked in turn so that a busy machine is as
unjust to all:

mounted   WSGI in threads inside the ASGI server: one process, what ``start`` runs
split     granian for WSGI and uvicorn for sockets behind a front of a few lines,
          which looks at a connection's first line and hands its bytes on
split-2   the same with two processes of granian

Runs against the configured database, which must hold the demo data. Nothing is
drained meanwhile.
"""

import argparse
import asyncio
import http.client
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 8
THREADS = 8
WAYS = {"mounted": 9171, "split": 9174, "split-2": 9177}
SOCKETS = b"/live/"


class Page(NamedTuple):
    what: str
    path: str
    cookies: str


@dataclass(slots=True)
class Figures:
    """What one way did with one page, over all rounds."""

    seconds: list[float] = field(default_factory=list)
    """How long each request took."""
    wall: float = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--serve", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if options.serve:
        serve(options.serve)
        return
    pages, cookies = find_pages_and_learners()
    with running() as servers:
        figures = asyncio.run(
            compare(
                pages,
                (cookies * options.sockets)[: options.sockets],
                rounds=options.rounds,
                seconds=options.seconds,
            )
        )
        sizes = {way: measure_memory(server.pid) for way, server in servers.items()}
    show(figures, sizes)


def serve(way: str) -> None:
    """Run one way until the process is ended; the benchmark starts itself so."""
    import uvicorn  # noqa: PLC0415 -- slow import

    port = WAYS[way]

    def make_server(port: int) -> uvicorn.Server:
        return uvicorn.Server(
            uvicorn.Config(
                "config.asgi:application",
                port=port,
                lifespan="off",
                ws="websockets-sansio",
                log_config=None,
                access_log=False,
                server_header=False,
            )
        )

    if way == "mounted":
        make_server(port).run()
        return
    workers = "2" if way == "split-2" else "1"
    subprocess.Popen(  # noqa: S603 -- the server under test
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(port + 1), "--workers", workers),
            *("--blocking-threads", str(THREADS), "--no-log"),
            "config.wsgi:application",
        ],
        cwd=ROOT,
    )

    async def run() -> None:
        loop = asyncio.get_running_loop()
        await loop.create_server(
            lambda: Caller(http=port + 1, sockets=port + 2), "127.0.0.1", port
        )
        await make_server(port + 2).serve()

    asyncio.run(run())


class Caller(asyncio.Protocol):
    """A connection from outside, whose bytes go to the server that its first line asks for."""

    def __init__(self, *, http: int, sockets: int) -> None:
        self.http = http
        self.sockets = sockets
        self.server: asyncio.Transport | None = None
        self.waiting = b""
        self.is_routed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- for the types
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.server is not None:
            self.server.write(data)
            return
        self.waiting += data
        if not self.is_routed and self.waiting.count(b" ") > 1:
            self.is_routed = True
            path = self.waiting.split(b" ", 2)[1]
            port = self.sockets if path.startswith(SOCKETS) else self.http
            self.task = asyncio.create_task(self.reach(port))

    async def reach(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            server, _ = await loop.create_connection(
                lambda: Answer(self.transport), "127.0.0.1", port
            )
        except OSError:
            self.transport.close()
            return
        self.server = server
        server.write(self.waiting)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.server is not None:
            self.server.close()


class Answer(asyncio.Protocol):
    """The way back."""

    def __init__(self, caller: asyncio.Transport) -> None:
        self.caller = caller

    def data_received(self, data: bytes) -> None:
        self.caller.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.caller.close()


@contextmanager
def running() -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    servers = {
        way: subprocess.Popen(  # noqa: S603 -- this very module
            [sys.executable, "-m", "benchmarks.servers", "--serve", way],
            cwd=ROOT,
            start_new_session=True,
        )
        for way in WAYS
    }
    try:
        for port in WAYS.values():
            wait_for(port)
        yield servers
    finally:
        for server in servers.values():
            # With its children, whatever it makes of a signal itself.
            os.killpg(server.pid, signal.SIGTERM)
        for server in servers.values():
            server.wait()


def wait_for(port: int) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            ask(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/fr/", "")
        except (OSError, http.client.HTTPException):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def find_pages_and_learners() -> tuple[list[Page], list[str]]:
    """A page that visitors get from the cache, a lesson's, and learners' sessions."""
    import django  # noqa: PLC0415 -- app ready

    django.setup()
    from django.test import Client  # noqa: PLC0415 -- app ready

    from lms.accounts.models import User  # noqa: PLC0415 -- app ready
    from lms.progress.models import LessonProgress  # noqa: PLC0415 -- app ready

    learners = User.objects.filter(
        memberships__left_date=None, memberships__isnull=False
    ).distinct()[:40]
    cookies = []
    for learner in learners:
        client = Client()
        client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    lesson = LessonProgress.objects.filter(enrolment__learner=learners[0]).first()
    if lesson is None:
        raise SystemExit("No learner has begun a lesson: seed the demo data first.")
    return [
        Page("home page, from the cache", "/fr/", ""),
        Page(
            "step of a lesson",
            f"/portal/lessons/{lesson.lesson_key}/steps/1/",
            cookies[0],
        ),
    ], cookies


async def compare(
    pages: list[Page], cookies: list[str], *, rounds: int, seconds: float
) -> dict[tuple[str, str, int], Figures]:
    figures: dict[tuple[str, str, int], Figures] = defaultdict(Figures)
    for _ in range(rounds):
        for way, port in WAYS.items():
            for held in ([], cookies):
                async with sockets_open(port, held):
                    for page in pages:
                        await asyncio.to_thread(
                            load,
                            port,
                            page,
                            seconds=seconds,
                            into=figures[page.what, way, len(held)],
                        )
    return figures


@asynccontextmanager
async def sockets_open(port: int, cookies: list[str]):  # type: ignore[no-untyped-def]  # A context of nothing.
    from websockets.asyncio.client import connect  # noqa: PLC0415 -- slow import

    sockets = [
        await connect(
            f"ws://127.0.0.1:{port}/live/",
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]  # A string of its own type.
            additional_headers={"Cookie": cookie},
            open_timeout=30,
        )
        for cookie in cookies
    ]
    yield
    lost = sum(socket.close_code is not None for socket in sockets)
    if lost:
        print(f"{lost} of {len(sockets)} sockets were closed meanwhile")
    for socket in sockets:
        await socket.close()


def load(port: int, page: Page, *, seconds: float, into: Figures) -> None:
    """Have eight clients ask for a page over connections that stay open."""
    taken: list[list[float]] = [[] for _ in range(CLIENTS)]
    started = time.perf_counter()

    def work(mine: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < started + seconds:
            before = time.perf_counter()
            ask(connection, page.path, page.cookies)
            mine.append(time.perf_counter() - before)
        connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    into.wall += time.perf_counter() - started
    into.seconds += [one for mine in taken for one in mine]


def ask(connection: http.client.HTTPConnection, path: str, cookies: str) -> None:
    connection.request("GET", path, headers={"Cookie": cookies} if cookies else {})
    response = connection.getresponse()
    response.read()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {response.status}")


def measure_memory(pid: int) -> float:
    """MB that a process and its children have in memory for themselves, shared pages by their share."""
    total = 0
    for process in [pid, *find_children(pid)]:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def find_children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        one for child in children for one in (int(child), *find_children(int(child)))
    ]


def show(figures: dict[tuple[str, str, int], Figures], sizes: dict[str, float]) -> None:
    print(
        f"{os.cpu_count()} cores, {CLIENTS} clients, {os.getloadavg()[0]:.0f} waiting\n"
    )
    print(f"{'':28}{'way':>9}{'sockets':>9}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}")
    for (what, way, sockets), one in sorted(figures.items()):
        cuts = statistics.quantiles(one.seconds, n=20)
        print(
            f"{what:28}{way:>9}{sockets:>9}{len(one.seconds) / one.wall:>9.0f}"
            f"{cuts[9] * 1000:>9.1f}{cuts[18] * 1000:>9.1f}"
        )
    print(
        "\nmemory: " + ", ".join(f"{way} {size:.0f} MB" for way, size in sizes.items())
    )


if __name__ == "__main__":
    main()
