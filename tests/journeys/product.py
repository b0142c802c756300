"""The real product, as it is run: its processes, its addresses, its people."""

import os
import shutil
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
PASSWORD = "forsa-journey-2026"
ROUTER = Path(__file__).with_name("router.py")


@dataclass
class Product:
    """A running Forsa with a small centre in it. ``processes`` may be killed and started again."""

    folder: Path
    port: int
    environment: Mapping[str, str]
    processes: dict[str, Service] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def seed(self) -> None:
        self.run("tests.journeys.seed", PASSWORD)

    def run(self, module: str, *arguments: str) -> str:
        """Run one of our modules beside the product."""
        return self._run("-m", module, *arguments)

    def manage(self, *arguments: str) -> str:
        """Run one of its commands."""
        return self._run("manage.py", *arguments)

    def _run(self, *arguments: str) -> str:
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
    product = Product(folder, port, get_environment(folder, port))
    product.seed()
    product.start("server", "python", "manage.py", "start", port=port)
    return product


@dataclass(frozen=True)
class Services:
    """The addresses that a network of centres sets."""

    postgres: str
    redis: str
    elasticsearch: str
    broker: str


class Template:
    """A seeded PostgreSQL database and its files, to be copied for each network."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.postgres = postgres
        self.database = f"forsa_{uuid4().hex[:8]}"
        self.folder = folder
        run_sql(postgres, f'CREATE DATABASE "{self.database}"')
        environment = {
            **get_environment(folder, 0),
            "DATABASE_URL": name_database(postgres, self.database),
        }
        Product(folder, 0, environment).seed()

    def copy(self, folder: Path) -> str:
        """Have the files in another folder; say the name of the new database."""
        name = f"forsa_{uuid4().hex[:8]}"
        run_sql(self.postgres, f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
        shutil.copytree(self.folder / "var", folder / "var")
        return name


def start_network(folder: Path, template: Template, services: Services) -> Product:
    name = template.copy(folder)
    port, web, live = free_port(), free_port(), free_port()
    environment = {
        **get_environment(folder, port),
        "SECRET_KEY": "a-journey-has-no-secrets-but-it-needs-a-long-enough-key",
        "DATABASE_URL": name_database(services.postgres, name),
        "CHANNELS_URL": services.redis,
        "BROKER_URL": services.broker,
        "ELASTICSEARCH_URL": services.elasticsearch,
        "SEARCH_INDEX": name,
    }
    product = Product(folder, port, environment)
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


def run_sql(postgres: str, command: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(command)


def name_database(url: str, name: str) -> str:
    """The same service's address with another database in it."""
    return f"{url.rpartition('/')[0]}/{name}"


def get_environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
        # The suite's own services are not the product's.
        **dict.fromkeys(
            ["DATABASE_URL", "CHANNELS_URL", "BROKER_URL", "ELASTICSEARCH_URL"], ""
        ),
    }
