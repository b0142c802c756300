"""``python -m tests.faults.chaos.nursery``: starts processes of the product in a moment, by forking.

A worker takes seconds to import the product; forked from a process that has, it is
killed and there again once a second, which is what makes a minute of chaos worth
something. Each line on stdin is a role and its arguments as JSON; the answer is the
process id. When stdin ends, all that it has started ends.
"""

import json
import os
import signal
import sys
import traceback
from contextlib import suppress

import dramatiq.cli
from django.core.management import execute_from_command_line
from django.db import connections

import tests.faults.chaos.process  # noqa: F401 -- sets Django up
from tests.faults.chaos import crier, emitter
from tests.faults.chaos.stack import WORKER


def live(role: str, *arguments: str) -> None:
    """Be one process of the product until it ends or is killed."""
    match role:
        case "worker":
            sys.argv = ["dramatiq", *WORKER]
            sys.exit(dramatiq.cli.main())
        case "emitter":
            emitter.main(*arguments)
        case "crier":
            crier.main(*arguments)
        case "burst":
            emitter.burst(*arguments)
        case "manage":
            execute_from_command_line(["manage.py", *arguments])


def fork(role: str, *arguments: str) -> int:
    child = os.fork()
    if child:
        return child
    # A group of its own, so that it is killed with all that it starts.
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    try:
        live(role, *arguments)
    except Exception:  # noqa: BLE001 -- the edge of a process
        traceback.print_exc()
    finally:
        os._exit(0)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connections.close_all()
    children = []
    for line in sys.stdin:
        children.append(fork(*json.loads(line)))
        print(children[-1], flush=True)
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
