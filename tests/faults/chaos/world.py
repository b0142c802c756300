"""The seeded database that chaos begins with: made once for each state of the code, then restored.

Migrating and importing a course take most of a minute; restoring a dump takes seconds.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.journeys.product import PASSWORD, ROOT, Product
from tests.services.local import find_program

MADE_OF = ["*/migrations/*.py", "tests/journeys/seed.py", "cms/courses/**/*.py"]


def find_postgres_program(name: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return find_program(name, *map(str, versions))


def get_cache() -> Path:
    state = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            state.update(path.name.encode() + path.read_bytes())
    name = f"forsa-test-world-{os.getuid()}-{state.hexdigest()[:16]}"
    return Path(tempfile.gettempdir()) / name


def seed(folder: Path, database: str, environment: Mapping[str, str]) -> None:
    """Have the small centre of the journeys in an empty database, and its files in ``folder``."""
    cache = get_cache()
    if (cache / "world.sql").exists():
        restore = [find_postgres_program("psql"), "-q", "-d", database]
        restore += ["-v", "ON_ERROR_STOP=1", "-f", str(cache / "world.sql")]
        subprocess.run(restore, check=True, stdout=subprocess.DEVNULL)
        shutil.copytree(cache / "var", folder / "var", dirs_exist_ok=True)
        return
    Product(folder, 0, environment).run("tests.journeys.seed", PASSWORD)
    unfinished = cache.with_suffix(f".{os.getpid()}")
    shutil.copytree(folder / "var", unfinished / "var")
    dump = [find_postgres_program("pg_dump"), "--no-owner", "-d", database]
    subprocess.run([*dump, "-f", str(unfinished / "world.sql")], check=True)
    if not cache.exists():
        unfinished.rename(cache)
