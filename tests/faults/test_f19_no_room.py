import os
import shutil
import subprocess
import sys
import time
import uuid
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.harness import MANAGE, ROOT, Site, kill, read_acknowledged
from tests.journeys.product import get_environment
from tests.services.disk import (
    fill,
    make_room,
    put_on_small_disk,
    see,
    skip_without_small_disks,
)
from tests.services.local import USER
from tests.services.processes import free_port, get_descendants

# Each brings its own disk, and the database on it.
pytestmark = [pytest.mark.embedded, pytest.mark.slow]
EVENTS = 500
FILL_FIRST = ["sh", "-c", 'cat /dev/zero > "$0/filler" 2> "$0/said"; exec "$@"']


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    skip_without_small_disks(folder)
    return folder


@pytest.fixture
def embedded_site(tmp_path):
    site = Site(tmp_path, f"sqlite:///{tmp_path}/forsa.db")
    yield site
    site.stop()


@pytest.mark.parametrize("is_full_before", [True, False])
def test_f19_start_on_a_full_disk_ends_in_one_line(small_disk, is_full_before):
    fill = [*FILL_FIRST, str(small_disk)] if is_full_before else []
    start = [sys.executable, "manage.py", "start", "--port", str(free_port())]

    done = subprocess.run(
        put_on_small_disk([*fill, *start], small_disk, megabytes=1),
        cwd=ROOT,
        env={**os.environ, **get_environment(small_disk, 0)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    told = f"The disk is full ({small_disk}/var). Make room and start again; nothing is lost."
    assert done.stderr.removeprefix("CommandError: ").splitlines() == [told]


def test_f19_full_tablespace_refuses_and_loses_nothing(make_site, small_disk):
    site = make_site(megabytes=24)
    site.start_threads()
    (server, *_) = get_descendants(site.database.process.pid)
    disk = see(server, site.database.log.parent / "small")

    # What is in memory only has to have its place before.
    site.query("CHECKPOINT")
    fill(disk, user=USER)
    emitter = site.start_emitter(EVENTS)
    site.wait_until(lambda: count_refused(site.database.log) > 5)
    make_room(disk)
    acknowledged = read_acknowledged(emitter)
    site.wait_until_settled()

    stored = site.find_event_ids()
    assert 0 < len(acknowledged) < EVENTS
    assert acknowledged <= set(stored)
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(stored)


def count_refused(log):
    return log.read_bytes().count(b"No space left on device")


def test_f19_embedded_server_without_room_refuses_and_loses_nothing(
    embedded_site, small_disk
):
    site, log = embedded_site, embedded_site.folder / "processes.log"
    server = serve_from(site, small_disk)
    acknowledged = {read_id(server) for _ in range(30)}

    # Held open, the disk outlives the server.
    disk = hold(see(server.pid, small_disk))
    fill(disk)
    site.wait_until(lambda: b"disk is full" in log.read_bytes())
    make_room(disk)
    room_at = time.time_ns() // 1_000_000
    last = read_id(server)
    # An event's id begins with the millisecond in which it was made.
    while last.int >> 80 <= room_at:
        acknowledged.add(last)
        last = read_id(server)
    acknowledged.add(last)
    kill(server)
    for path in disk.glob("forsa.db*"):
        shutil.copy(path, site.folder)
    os.close(int(disk.name))
    site.start_threads()
    site.wait_until_settled()

    stored = site.find_event_ids()
    assert acknowledged <= set(stored)
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(stored)


def serve_from(site, disk):
    """An embedded server with a copy of the site's database on a small disk."""
    copy = ["sh", "-c", 'cp "$0" "$1" && shift && exec "$@"']
    command = [*copy, str(site.folder / "forsa.db"), str(disk), *MANAGE]
    return site.spawn(
        put_on_small_disk([*command, "serve", "100000"], disk, megabytes=4),
        DATABASE_URL=f"sqlite:///{disk}/forsa.db",
        VAR_DIR=str(disk),
    )


def read_id(server):
    return uuid.UUID(server.stdout.readline().strip())


def hold(folder):
    return Path(
        f"/proc/{os.getpid()}/fd/{os.open(folder, os.O_RDONLY | os.O_DIRECTORY)}"
    )
