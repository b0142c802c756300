"""Makes .venv and installs the locked requirements. Standard library only: nothing else is there yet.

``python3 config/install.py [test]`` does nothing when what the lock files name is
already there, and makes anew what an interrupted run left. A ``.venv`` that is a
link is somebody's own, and left alone. An old Python must get as far as reading
that it is too old.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEEDED_BYTES = 900 * 1024 * 1024
# The test lock holds the product's requirements too.
LOCKS = {
    "product": ["requirements.lock"],
    "test": ["requirements-test.lock", "requirements.lock"],
}


class CannotInstall(Exception):
    """The message is the one line that a person reads."""


def find_python() -> str:
    """Say which Python is new enough: this one, or another on PATH."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in (14, 13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    found = ".".join(map(str, sys.version_info[:3]))
    raise CannotInstall(f"Forsa needs Python 3.11 or newer; this one is {found}.")


def run(command: list[str], what: str) -> None:
    done = subprocess.run(  # noqa: S603 -- our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        if "No space left" in said:
            raise OSError(errno.ENOSPC, "the disk is full")
        if "ensurepip" in said:
            raise CannotInstall("Python lacks venv: apt-get install python3-venv")
        errors = [line for line in said.splitlines() if line.startswith("ERROR")]
        raise CannotInstall(f"{what} failed: {(errors or [said or 'no word'])[0]}")


def is_whole() -> bool:
    """Whether the environment is there and its pip runs."""
    if not PYTHON.exists():
        return False
    done = subprocess.run(  # noqa: S603 -- our own command
        [str(PYTHON), "-m", "pip", "--version"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def stamp_of(lock: str) -> tuple[Path, str]:
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return VENV / f"installed-{lock}", digest


def is_installed(lock: str) -> bool:
    stamp, digest = stamp_of(lock)
    return stamp.exists() and stamp.read_text() == digest


def install(kind: str) -> None:
    locks = LOCKS[kind]
    if all(is_installed(lock) for lock in locks):
        return
    python = find_python()
    if not is_whole():
        shutil.rmtree(VENV, ignore_errors=True)
        if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
            raise OSError(errno.ENOSPC, "the disk is full")
        say("Making .venv …")
        run([python, "-m", "venv", str(VENV)], "python -m venv")
    say("Installing what requirements.lock names (the first time takes a minute) …")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", "install"]
    run([*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / locks[0])], "pip")
    for lock in locks:
        stamp, digest = stamp_of(lock)
        stamp.write_text(digest)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- told to a person


def main() -> None:
    if VENV.is_symlink():
        return
    try:
        install("test" if "test" in sys.argv[1:] else "product")
    except CannotInstall as refusal:
        sys.exit(str(refusal))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit("The disk is full: Forsa needs 900 MB. Make room and start again.")


if __name__ == "__main__":
    main()
