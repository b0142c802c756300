"""``python -m tests.faults.chaos``: chaos for as long as is asked, on services of its own.

Prints the table of the run, and with ``--report`` writes it into that folder with the
machine it ran on.
"""

import argparse
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.faults.chaos.soak import soak
from tests.faults.chaos.stack import Stack
from tests.mail_sink import MailSink
from tests.services.install import install_packages
from tests.services.local import STARTERS

SERVICES = ["postgres", "redis", "elasticsearch"]


@contextmanager
def open_stack(*more: str) -> Iterator[Stack]:
    with ExitStack() as opened:
        services = {}
        for name in (*SERVICES, *more):
            folder = Path(tempfile.mkdtemp(prefix=f"forsa-soak-{name}-"))
            opened.callback(shutil.rmtree, folder, ignore_errors=True)
            options = {"durable": True} if name == "postgres" else {}
            services[name] = STARTERS[name](folder, **options)
            opened.callback(services[name].stop)
        mail = MailSink()
        mail.start()
        opened.callback(mail.stop)
        folder = Path(tempfile.mkdtemp(prefix="forsa-soak-"))
        stack = Stack(folder, services, mail)
        opened.callback(stack.stop)
        stack.prepare()
        yield stack


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--broker", choices=["redis", "rabbitmq"], default="redis")
    parser.add_argument("--report", type=Path, help="the folder for the report")
    parser.add_argument("--note", default="", help="a sentence for the report")
    asked = parser.parse_args()
    install_packages()
    print(f"seed {asked.seed}", flush=True)
    more = ["rabbitmq"] if asked.broker == "rabbitmq" else []
    with open_stack(*more) as stack:
        soaked = soak(stack, seed=asked.seed, seconds=60 * asked.minutes)
        print(soaked.outcome.draw(), soaked.sockets, soaked.memory, sep="\n")
        if asked.report:
            print(soaked.write(asked.report, asked.note))
        if soaked.is_good:
            shutil.rmtree(stack.folder, ignore_errors=True)
        else:
            print(soaked.outcome.verdict["examples"], stack.folder)
    return 0 if soaked.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
