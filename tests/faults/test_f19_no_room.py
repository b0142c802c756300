import os
import subprocess
import sys

import pytest

from tests.faults.harness import ROOT
from tests.journeys.product import get_environment
from tests.services.disk import put_on_small_disk, skip_without_small_disks
from tests.services.processes import free_port

# Each brings its own disk, and the database on it.
pytestmark = [pytest.mark.embedded, pytest.mark.slow]
FILL_FIRST = ["sh", "-c", 'cat /dev/zero > "$0/filler" 2> "$0/said"; exec "$@"']


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    skip_without_small_disks(folder)
    return folder


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
