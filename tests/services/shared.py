"""One node of each service for a whole run, whichever xdist worker asks for it first."""

import fcntl
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.services import docker
from tests.services.local import STARTERS
from tests.services.processes import Service, ServiceMissing, get_run_pid

# Set by ``python -m tests`` for the whole of a network run.
GIVEN = {name: f"FORSA_TEST_{name.upper()}_URL" for name in STARTERS}


# Their processes outlive the call that starts them.
started: list[Service] = []


class Shared:
    """Addresses of the services of one run, kept in a folder that its workers share."""

    def __init__(self) -> None:
        self.project = f"forsa-test-{get_run_pid()}"
        self.folder = Path(tempfile.gettempdir()) / self.project

    def get_url(self, name: str) -> str:
        """The address of a running service. Raises ServiceMissing, the same to everyone."""
        if given := os.environ.get(GIVEN[name]):
            return given
        self.folder.mkdir(exist_ok=True)
        with self.lock(name):
            record = self.folder / f"{name}.json"
            if not record.exists():
                record.write_text(json.dumps(self.start(name)))
            known = json.loads(record.read_text())
        if "missing" in known:
            raise ServiceMissing(known["missing"])
        return known["url"]

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def start(self, name: str) -> dict[str, str | int]:
        try:
            if docker.is_there():
                # One at a time, or two of them make the project's network twice.
                with self.lock("docker"):
                    return {"url": docker.start(self.project, name)}
            folder = self.folder / name
            folder.mkdir()
            service = STARTERS[name](folder)
        except ServiceMissing as missing:
            return {"missing": f"{name}: {missing}"}
        started.append(service)
        return {"url": service.url, "guard": service.process.pid}

    def get_records(self) -> list[dict[str, str | int]]:
        return [json.loads(path.read_text()) for path in self.folder.glob("*.json")]

    def get_missing(self) -> list[str]:
        return [
            record["missing"] for record in self.get_records() if "missing" in record
        ]

    def stop_all(self) -> None:
        records = self.get_records()
        guards = [record["guard"] for record in records if "guard" in record]
        for guard in guards:
            with suppress(ProcessLookupError):
                os.kill(guard, signal.SIGTERM)
        for guard in guards:
            wait_for_end(guard)
        # One that never got healthy is there, too.
        if docker.is_there() and any("guard" not in record for record in records):
            docker.stop_all(self.project)
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_for_end(pid: int, *, patience: float = 20) -> None:
    """A guard may be our child, or a child of a worker that is gone."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            ended, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            ended = not Path(f"/proc/{pid}").exists()
        if ended:
            return
        time.sleep(0.1)
