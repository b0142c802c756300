"""One service as a process of this run: started, watched, killed, started again."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
OUTSIDE_THE_KERNELS = range(10_000, 32_768)
"""Linux gives 32768 to 60999 to outgoing connections."""


class ServiceMissing(Exception):
    """A service that cannot be had on this machine; the message says what to do."""


def get_run_pid() -> int:
    """The process that a service ends with: the whole run, not one of its workers."""
    return int(os.environ.get("FORSA_TEST_RUN_PID", os.getpid()))


def free_port() -> int:
    """A free port that the kernel gives to no outgoing connection.

    Of the kernel's own, one may be taken while its service is down, even by a
    client of that service: who connects from the port it connects to has reached
    itself, and the service finds its place occupied.
    """
    for port in random.sample(OUTSIDE_THE_KERNELS, k=100):
        with socket.socket() as sock, suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port
    raise ServiceMissing("There is no free port.")


def answers(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Service:
    """A running service. ``url`` stays the same over ``kill`` and ``start``."""

    name: str
    url: str
    command: Sequence[str]
    log: Path
    is_up: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    user: str = ""
    patience: float = 30
    run_pid: int = field(default_factory=get_run_pid)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Service":
        guard = [sys.executable, "-S", str(GUARD), str(self.run_pid)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*guard, str(int(self.stop_signal)), self.user, *self.command],
                env={**os.environ, **self.environment},
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + self.patience
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
                raise ServiceMissing(f"{self.name} did not start: {' | '.join(last)}")
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        """End it as an operator would."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def kill(self) -> None:
        """End it as a power cut would: every process of it, at once."""
        if self.process is None:
            return
        for pid in get_descendants(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=30)
        self.process = None


def get_descendants(pid: int) -> list[int]:
    """Children and their children; some of them lead groups of their own."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    pids = [int(child) for child in children]
    return [*pids, *(each for child in pids for each in get_descendants(child))]
