"""A disk of a few megabytes, which only one process and its children see."""

import subprocess
from pathlib import Path

import pytest

_MOUNT = 'mount -t tmpfs -o "size=$0m,mode=777" tmpfs "$1" && shift && exec "$@"'
# Back from the root of that namespace to nobody: PostgreSQL refuses root.
_AS_NOBODY = ["unshare", "-U", "--map-user=65534", "--map-group=65534"]
FILLER = "filler"


def put_on_small_disk(command, folder, *, megabytes, is_root=True):
    """The command that runs another with an empty small disk at ``folder``."""
    inner = command if is_root else [*_AS_NOBODY, *command]
    return ["unshare", "-Urm", "sh", "-c", _MOUNT, str(megabytes), str(folder), *inner]


def skip_without_small_disks(folder):
    done = subprocess.run(
        put_on_small_disk(["true"], folder, megabytes=1),
        check=False,
        capture_output=True,
    )
    if done.returncode:
        pytest.skip(f"no small disk can be made here: {done.stderr.decode().strip()}")


def see(pid, folder):
    """The folder as a process sees it."""
    return Path(f"/proc/{pid}/root{folder}")


def fill(disk, *, user=""):
    """Write until nothing more fits, as the one whose disk it is."""
    done = subprocess.run(
        ["sh", "-c", 'cat /dev/zero > "$0"', disk / FILLER],
        user=user or None,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "No space left" in done.stderr, done.stderr


def make_room(disk):
    (disk / FILLER).unlink()
