"""Runs one service in its own process group for as long as a test run lives.

``python guard.py RUN_PID STOP_SIGNAL USER COMMAND…`` ends the whole group when it
is told to, or when the process RUN_PID is gone: a run that is killed leaves nothing.
USER is "" for one's own.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

told = threading.Event()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def end(group: int, child: subprocess.Popen[bytes], first: int) -> None:
    for sign in (first, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=10)


def main(run_pid: int, stop_signal: int, user: str, command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=user or None,
        extra_groups=[] if user else None,
    )
    while child.poll() is None and is_alive(run_pid):
        if told.wait(0.3):
            break
    end(child.pid, child, stop_signal)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]))
