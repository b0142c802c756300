"""A newcomer's first minutes, in a clone of its own: ``make run`` as it is typed."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.services.processes import answers, free_port

pytestmark = [pytest.mark.slow, pytest.mark.embedded, pytest.mark.xdist_group("make")]
START_SECONDS = 300


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """This checkout without what git ignores; its environment is the suite's, linked."""
    folder = tmp_path_factory.mktemp("clone") / "forsa"
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=settings.ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    for name in filter(None, files):
        source = settings.ROOT / name
        if source.is_file() and not source.is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return folder


def get_environment(**changes):
    own = ("DATABASE_URL", "CHANNELS_URL", "ELASTICSEARCH_URL", "BROKER_URL", "VAR_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in own}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, **changes}


def make(folder, *arguments, answer="", **environment):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=get_environment(**environment),
        check=False,
        input=answer,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )


@contextmanager
def running(folder, port):
    """``make run`` until its port answers; ended as Ctrl-C ends it."""
    log = folder.parent / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=folder,
            env=get_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield log
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


def get(port, path):
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=60) as answer:
        return answer.read().decode()


def test_interrupted_first_start_is_taken_up_again(clone):
    port = free_port()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env=get_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    database = clone / "var" / "forsa.db"
    while not database.exists():
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)

    with running(clone, port):
        pages = [get(port, f"/{language}/") for language in ("fr", "ar", "en")]

    assert 'dir="rtl"' in pages[1]
    assert all("<h1" in page for page in pages)


def test_second_start_prints_addresses(clone):
    port = free_port()
    started = time.monotonic()

    with running(clone, port) as log:
        seconds = time.monotonic() - started
        said = log.read_text()

    assert f"http://localhost:{port}/fr/" in said
    assert all(role in said for role in ("learner", "educator", "editor"))
    # Measured, not asserted: the cores are shared with the rest of the suite.
    print(f"second start: {seconds:.1f} s")


def test_taken_port_is_one_clear_line(clone):
    port = free_port()

    with running(clone, port):
        refused = make(clone, "run", f"PORT={port}")

    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0] == (
        f"CommandError: Port {port} is taken. Choose another: make run PORT={port + 1}"
    )


def test_reset_asks_first(clone):
    kept = make(clone, "reset", answer="no\n")
    assert kept.returncode != 0
    assert (clone / "var" / "forsa.db").exists()

    make(clone, "reset", answer="yes\n")
    assert not (clone / "var").exists()


def test_too_old_python_is_one_clear_line(clone, tmp_path):
    old = tmp_path / "python3"
    # A Python that says it is old, with no newer one on PATH.
    old.write_text(
        "#!/bin/sh\n"
        f'exec env -i PATH=/nowhere {sys.executable} -c "import sys, runpy; sys.version_info = (3, 9, 2);'
        " sys.argv = sys.argv[1:]; sys.path.insert(0, 'config');"
        ' runpy.run_path(sys.argv[0], run_name=\'__main__\')" "$@"\n'
    )
    old.chmod(0o755)
    (clone / ".venv").unlink()
    (clone / ".venv").mkdir()

    refused = make(clone, "install", f"PYTHON={old}", PATH="/bin")

    assert refused.stderr.splitlines()[0] == (
        "Forsa needs Python 3.11 or newer; this one is 3.9.2."
    )
