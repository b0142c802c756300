"""The same services from compose.yaml, where a Docker engine answers."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

from tests.services.processes import ServiceMissing

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    "-f",
    str(ROOT / "compose.yaml"),
    "-f",
    str(ROOT / "tests/services/compose.yaml"),
]
ADDRESSES = {
    "postgres": (5432, "postgresql://forsa:forsa@{}/forsa"),
    "redis": (6379, "redis://{}/0"),
    "rabbitmq": (5672, "amqp://forsa:forsa@{}/"),
    "elasticsearch": (9200, "http://{}"),
}


@functools.cache
def is_there() -> bool:
    """An engine that answers, and its compose plugin."""
    if not shutil.which("docker"):
        return False
    asks = (["docker", "info"], ["docker", "compose", "version"])
    return all(
        subprocess.run(ask, capture_output=True, check=False).returncode == 0
        for ask in asks
    )


def compose(project: str, *arguments: str) -> str:
    done = subprocess.run(
        ["docker", "compose", "-p", project, *FILES, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "POSTGRES_PASSWORD": "forsa",
            "RABBITMQ_PASSWORD": "forsa",
            # Or ``port`` and ``down`` would not know the service that ``up`` names.
            "COMPOSE_PROFILES": "rabbitmq",
        },
    )
    return done.stdout.strip()


def start(project: str, name: str) -> str:
    """Bring one service up under a project of this run, and say its address.

    Raises ServiceMissing: an engine that answers may still have no way to an image.
    """
    try:
        compose(project, "up", "--detach", "--wait", "--no-deps", name)
    except subprocess.CalledProcessError as failed:
        raise ServiceMissing(failed.stderr.strip().rpartition("\n")[2]) from None
    port, url = ADDRESSES[name]
    return url.format(compose(project, "port", name, str(port)))


def stop_all(project: str) -> None:
    compose(project, "down", "--volumes", "--timeout", "5")
