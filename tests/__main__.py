"""``python -m tests all|check|fast``: what ``make`` runs, stage after stage.

Every stage runs even when one before it failed; the last line counts all tests.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.install import find_missing_packages, install_packages
from tests.services.processes import ServiceMissing
from tests.services.shared import GIVEN, Shared

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)")
SLOW = "browser or slow or container or services"


@dataclass(frozen=True)
class Outcome:
    name: str
    is_good: bool
    seconds: float
    counts: Mapping[str, int]


def run(name: str, *command: str, env: Mapping[str, str] | None = None) -> Outcome:
    """Run one stage; its output is shown as it comes, and read for what pytest counted."""
    print(f"\n── {name}", flush=True)
    started = time.monotonic()
    with subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        last = ""
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line if COUNTED.search(line) else last
    counts = {what: int(number) for number, what in COUNTED.findall(last)}
    is_good = process.returncode == 0
    if command[0] != "pytest":
        counts = {"passed" if is_good else "failed": 1}
    return Outcome(name, is_good, time.monotonic() - started, counts)


def check() -> Iterator[Outcome]:
    yield run("format", "ruff", "format", "--check", "-q", ".")
    yield run("lint", "ruff", "check", "-q", ".")
    templates = [str(path) for path in sorted(ROOT.glob("*/templates/**/*.html"))]
    yield run("templates", "djangofmt", "--check", *templates)
    yield run("imports", "lint-imports")
    yield run("types", "mypy", "config", "cms", "lms", "events", "search", "ui")
    with tempfile.TemporaryDirectory() as var:
        own = {"VAR_DIR": var}
        for name, *arguments in (
            ("system checks", "check", "--deploy", "--fail-level", "WARNING"),
            ("migrations", "makemigrations", "--check", "--dry-run"),
        ):
            yield run(name, "python", "manage.py", *arguments, env=own)
    yield run("translations", "pytest", "tests/test_translations.py", "-q")


def embedded(*, is_fast: bool = False) -> Iterator[Outcome]:
    marks = f"not ({SLOW})" if is_fast else "not container"
    yield run("embedded", "pytest", "-n", "2", "--dist", "loadgroup", "-m", marks)


def network() -> Iterator[Outcome]:
    """The suite again, on real services; what has started its own stays out."""
    with network_services() as addresses:
        yield run(
            "PostgreSQL, Redis, Elasticsearch",
            *("pytest", "-n", "2", "--dist", "loadgroup"),
            *("-m", "not (embedded or browser or container or services)"),
            env=addresses,
        )


@contextmanager
def network_services() -> Iterator[dict[str, str]]:
    """One node of each service, and the environment that points the product at them."""
    os.environ["FORSA_TEST_RUN_PID"] = str(os.getpid())
    shared = Shared()
    try:
        urls = {name: shared.get_url(name) for name in GIVEN}
        yield {
            **{GIVEN[name]: url for name, url in urls.items()},
            "DATABASE_URL": urls["postgres"],
            "CHANNELS_URL": urls["redis"],
            "ELASTICSEARCH_URL": urls["elasticsearch"],
        }
    finally:
        shared.stop_all()


def run_all() -> Iterator[Outcome]:
    install_packages()
    yield from check()
    yield from embedded()
    try:
        yield from network()
    except ServiceMissing as missing:
        is_required = os.environ.get("FORSA_TEST_REQUIRE") == "all"
        print(f"NOT TESTED ON REAL SERVICES: {missing}", flush=True)
        yield Outcome("real services", not is_required, 0, {"failed": is_required})
    yield run("container", "pytest", "-m", "container", "tests/container")


STAGES = {
    "all": run_all,
    "check": check,
    "fast": lambda: embedded(is_fast=True),
}


def main(which: str) -> int:
    outcomes = list(STAGES[which]())
    print()
    for each in outcomes:
        counts = ", ".join(f"{n} {what}" for what, n in each.counts.items() if n)
        state = "ok" if each.is_good else "FAILED"
        print(f"{state:7}{each.name:36}{each.seconds:6.0f} s   {counts}")
    passed = sum(each.counts.get("passed", 0) for each in outcomes)
    failed = sum(
        each.counts.get(what, 0)
        for each in outcomes
        for what in ("failed", "error", "errors")
    )
    # A stage that ended without a count has failed too.
    failed += sum(not each.is_good and not each.counts for each in outcomes)
    for missing in find_missing_packages() if which == "all" else ():
        print(f"NOT TESTED, missing here: {missing}")
    print(f"{passed} passed, {failed} failed")
    return 0 if all(each.is_good for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
