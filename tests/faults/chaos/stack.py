"""The whole product on services of its own, in processes that may be killed at any moment."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from tests.faults.chaos import world
from tests.journeys.product import BIN, ROOT, get_environment
from tests.mail_sink import MailSink
from tests.services.processes import (
    Service,
    ServiceMissing,
    answers,
    free_port,
    get_descendants,
)

WORKER = ["tests.faults.chaos.process", "--processes", "1", "--threads", "4"]
LEASE_SECONDS = 3
TRIES = 5
TOLD = """
SELECT coalesce(min(last_seq), 0), coalesce(max(last_seq), 0)
FROM lms_user LEFT JOIN lms_mailbox ON recipient_id = lms_user.id
WHERE username LIKE 'listener-%'
"""


@dataclass
class Process:
    """One process of the product, with its children; ``start`` makes it another."""

    stack: "Stack"
    role: list[str]
    pid: int = 0
    starts: int = 0
    is_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self.starts += 1
        role = [part.replace("{n}", str(self.starts)) for part in self.role]
        self.pid = self.stack.fork(*role)

    def is_alive(self) -> bool:
        # A dead one is no zombie: the nursery doesn't wait for its children.
        return Path(f"/proc/{self.pid}").exists()

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    def kill_and_start(self) -> None:
        with self.lock:
            self.kill()
            self.start()

    def revive(self) -> None:
        with self.lock:
            if not self.is_over and not self.is_alive():
                self.start()

    def end(self) -> None:
        """Kill it for good; whoever is about to revive it finds it over."""
        with self.lock:
            self.is_over = True
            self.kill()


@dataclass
class Stack:
    """``services`` are postgres and redis; elasticsearch, and rabbitmq as the broker, if wanted."""

    folder: Path
    services: dict[str, Service]
    mail: MailSink
    more: dict[str, str] = field(default_factory=dict)
    """Of the environment."""
    workers: list[Process] = field(default_factory=list)
    emitters: list[Process] = field(default_factory=list)
    bell: Process | None = None
    beside: list[Service] = field(default_factory=list)
    """Processes of the product that nobody kills."""

    def __post_init__(self) -> None:
        self.database_url = self.services["postgres"].url
        self.broker = self.services.get("rabbitmq") or self.services["redis"]
        redis_url = self.services["redis"].url.rpartition("/")[0]
        engine = self.services.get("elasticsearch")
        has_rabbitmq = "rabbitmq" in self.services
        self.environment = {
            **get_environment(self.folder, 0),
            "SECRET_KEY": "chaos-has-no-secrets-but-it-needs-a-long-enough-key-too",
            "DATABASE_URL": self.database_url,
            "CHANNELS_URL": f"{redis_url}/1",
            "BROKER_URL": self.broker.url if has_rabbitmq else f"{redis_url}/0",
            "ELASTICSEARCH_URL": engine.url if engine else "",
            "SEARCH_INDEX": "chaos",
            "EMAIL_URL": self.mail.url,
            "EMAIL_TIMEOUT": "1",
            "EVENTS_LEASE_SECONDS": str(LEASE_SECONDS),
            # So long that a worker is killed in the middle of it.
            "EFFECT_SECONDS": "0.01",
            "LOG_LEVEL": "ERROR",
            **self.more,
        }
        self.forking = threading.Lock()
        self.over = threading.Event()
        self.log = (self.folder / "processes.log").open("ab")

    def prepare(self) -> None:
        """Seed the world, and have the nursery import the product."""
        (self.folder / "acknowledged").mkdir()
        without_services = {
            **self.environment,
            **dict.fromkeys(["BROKER_URL", "CHANNELS_URL", "ELASTICSEARCH_URL"], ""),
        }
        world.seed(self.folder, self.database_url, without_services)
        for table in ("effect", "other_effect"):
            self.query(f"CREATE TABLE {table} (event_id uuid)")
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.chaos.nursery"],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            start_new_session=True,
            text=True,
        )

    def fork(self, *role: str) -> int:
        with self.forking:
            self.nursery.stdin.write(json.dumps(role) + "\n")
            self.nursery.stdin.flush()
            return int(self.nursery.stdout.readline())

    def start(self, *, workers: int = 2, emitters: int = 2) -> None:
        self.bell = Process(self, ["manage", "events", "bell"])
        self.workers = [Process(self, ["worker"]) for _ in range(workers)]
        self.emitters = [
            Process(self, ["emitter", f"{self.folder}/acknowledged/{n}-{{n}}", f"{n}"])
            for n in range(emitters)
        ]
        for process in (self.bell, *self.workers, *self.emitters):
            process.start()
        self.supervisor = threading.Thread(target=self.supervise)
        self.supervisor.start()

    def supervise(self) -> None:
        """Start again what has ended by itself, as an init system does."""
        while not self.over.wait(0.5):
            for process in (self.bell, *self.workers, *self.emitters):
                process.revive()

    def start_crier(self, *, pause: float) -> None:
        """Tell all listeners something every ``pause`` seconds; it is killed like an emitter."""
        crier = Process(self, ["crier", "1000000", str(pause)])
        crier.start()
        self.emitters = [*self.emitters, crier]

    def start_server(self) -> Service:
        """The real server of sockets and pages, which nobody kills."""
        port = free_port()
        command = [
            "uvicorn",
            "tests.faults.chaos.asgi:application",
            "--host",
            "127.0.0.1",
        ]
        command += ["--lifespan", "off", "--log-level", "error", "--port", str(port)]
        return self.start_service("server", command, port=port)

    def start_witness(self) -> Service:
        """A worker that nobody kills, to be weighed."""
        return self.start_service("witness", ["dramatiq", *WORKER])

    def start_service(self, name: str, command: list[str], *, port: int = 0) -> Service:
        service = Service(
            name=name,
            url=f"http://127.0.0.1:{port}",
            command=["env", "-C", str(ROOT), str(BIN / command[0]), *command[1:]],
            log=self.folder / f"{name}.log",
            environment=self.environment,
            patience=120,
            is_up=lambda: not port or answers(port),
        ).start()
        self.beside.append(service)
        return service

    def stop_emitting(self) -> None:
        emitters, self.emitters = self.emitters, []
        for emitter in emitters:
            emitter.end()

    def query(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def count_told(self) -> tuple[int, int]:
        """What number those who listen have come to: who has the least, and who the most."""
        [(least, most)] = self.query(TOLD)
        return least, most

    def run(self, module: str, *arguments: str) -> str:
        """Run one of our modules beside the product."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def wipe_broker(self) -> None:
        """Let the broker forget everything: Redis at once, RabbitMQ with its folder."""
        if "rabbitmq" not in self.services:
            with redis.Redis.from_url(self.broker.url) as client:
                client.flushall()
            return
        self.broker.kill()
        shutil.rmtree(self.broker.log.parent / "mnesia", ignore_errors=True)
        self.bring_back(self.broker)

    def bring_back(self, service: Service) -> None:
        """Start a service that was killed; on a busy machine it may take longer than it is given."""
        for _ in range(TRIES):
            with suppress(ServiceMissing):
                service.start()
                return
        raise ServiceMissing(f"{service.name} did not come back")

    def read_log(self) -> str:
        return (self.folder / "processes.log").read_text(errors="replace")

    def stop(self) -> None:
        """End every process; the services are their owner's."""
        self.over.set()
        for service in self.beside:
            service.stop()
        self.log.close()
        if not hasattr(self, "nursery"):
            return
        if hasattr(self, "supervisor"):
            self.supervisor.join()
        started = get_descendants(self.nursery.pid)
        self.nursery.stdin.close()
        try:
            self.nursery.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.nursery.kill()
            self.nursery.wait()
        self.nursery.stdout.close()
        for pid in started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
