"""The real product, as it is run: its processes, its addresses, its demo people."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.services.processes import Service, answers, free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ROUTER = Path(__file__).with_name("router.py")


@dataclass
class Product:
    """A running Forsa with demo data. ``processes`` may be killed and started again."""

    folder: Path
    port: int
    environment: Mapping[str, str]
    processes: dict[str, Service] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def manage(self, *arguments: str) -> str:
        return self.call("manage.py", *arguments)

    def run(self, module: str, *arguments: str) -> str:
        """Run one of our modules beside the product."""
        return self.call("-m", module, *arguments)

    def call(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def get_account(self, role: str) -> dict[str, str]:
        accounts = json.loads(self.manage("demo_accounts", "--format", "json"))
        return next(each for each in accounts if each["role"] == role)

    def start(self, name: str, *command: str, port: int | None = None) -> None:
        """Start one process of it; where it listens, wait until it answers."""
        self.processes[name] = Service(
            name=name,
            url=f"http://127.0.0.1:{port}",
            command=["env", "-C", str(ROOT), str(BIN / command[0]), *command[1:]],
            log=self.folder / f"{name}.log",
            environment=self.environment,
            patience=300,
            is_up=lambda: port is None or answers(port),
        ).start()

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()


def start_embedded(folder: Path) -> Product:
    port = free_port()
    environment = get_environment(folder, port)
    product = Product(folder=folder, port=port, environment=environment)
    product.start("server", "python", "manage.py", "start", port=port)
    return product


def start_network(
    folder: Path, *, postgres: str, redis: str, elasticsearch: str, broker: str
) -> Product:
    port, web, live = free_port(), free_port(), free_port()
    name = f"forsa_{uuid4().hex[:8]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    environment = {
        **get_environment(folder, port),
        "SECRET_KEY": "a-journey-has-no-secrets-but-it-needs-a-long-enough-key",
        "DATABASE_URL": postgres.rpartition("/")[0] + f"/{name}",
        "CHANNELS_URL": redis,
        "BROKER_URL": broker,
        "ELASTICSEARCH_URL": elasticsearch,
        "SEARCH_INDEX": name,
    }
    product = Product(folder=folder, port=port, environment=environment)
    product.manage("prepare", "--messages", "--static", "--database", "--seed")
    granian = ["--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1"]
    granian += ["--blocking-threads", "1", "config.wsgi:application"]
    product.start("web", "granian", "--port", str(web), *granian, port=web)
    uvicorn = ["--host", "127.0.0.1", "--lifespan", "off", "--port", str(live)]
    product.start("live", "uvicorn", "config.asgi:application", *uvicorn, port=live)
    workers = ["config.workers", "--processes", "1", "--threads", "4"]
    product.start("worker", "dramatiq", *workers)
    product.start("bell", "python", "manage.py", "events", "bell")
    ports = [str(each) for each in (port, web, live)]
    product.start("router", "python", str(ROUTER), *ports, port=port)
    return product


def get_environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
        "DEMO": "true",
        # The suite's own services are not the product's.
        **dict.fromkeys(
            ["DATABASE_URL", "CHANNELS_URL", "BROKER_URL", "ELASTICSEARCH_URL"], ""
        ),
    }
