"""``manage.py prepare``: everything a start needs that is not there yet."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.utils.translation.reloader import translation_file_changed

from config.messages import compile_messages


class Command(BaseCommand):
    help = (
        "Compiles texts, collects static files, migrates, and seeds an empty database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--messages", action="store_true")
        parser.add_argument("--static", action="store_true")
        parser.add_argument("--database", action="store_true")
        parser.add_argument(
            "--seed", action="store_true", help="demo data, if the database is empty"
        )

    def handle(self, **options: Any) -> None:
        steps: dict[str, Callable[[], None]] = {
            "messages": prepare_messages,
            "static": prepare_static,
            "database": prepare_database,
            "seed": self.seed,
        }
        chosen = [name for name in steps if options[name]]
        for name in chosen or steps:
            steps[name]()

    def seed(self) -> None:
        if is_seeded():
            return
        self.stdout.write("Seeding demo data (the first time takes a minute) …")
        self.stdout.flush()
        (settings.VAR / "demo").touch()
        call_command("seed", stdout=self.stdout, verbosity=0)
        (settings.VAR / "seeded").touch()


def prepare_messages() -> None:
    """Compile texts; what Django read while they weren't there yet is read again.

    Models ask for a text as they are made, before any command runs: in a fresh
    clone the language of the settings would stay without texts until the next start.
    """
    folder = settings.ROOT / "locale"
    if compile_messages(folder):
        translation_file_changed(None, folder / "django.mo")


def prepare_static() -> None:
    """Collect static files, unless every source is as it was the last time."""
    folders = [
        settings.ROOT / name / "static" for name in ("ui", "lms", "cms", "search")
    ]
    lock = settings.ROOT / "requirements.lock"
    state = digest([lock, *(file for folder in folders for file in walk(folder))])
    stamp = Path(settings.STATIC_ROOT) / "collected"
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def prepare_database() -> None:
    """Migrate, unless this database has met exactly these migrations."""
    if not settings.IS_SQLITE:
        call_command("migrate", interactive=False, verbosity=0)
        return
    folders = [
        settings.ROOT / name / "migrations"
        for name in ("cms", "lms", "events", "search")
    ]
    lock = settings.ROOT / "requirements.lock"
    state = digest([lock, *(file for folder in folders for file in walk(folder))])
    database = Path(settings.DATABASES["default"]["NAME"])
    stamp = database.with_suffix(".migrated")
    if database.exists() and stamp.exists() and stamp.read_text() == state:
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    stamp.write_text(state)


def is_seeded() -> bool:
    """An interrupted seed is taken up again; a database with real people is left alone."""
    was_begun = (settings.VAR / "demo").exists()
    is_done = (settings.VAR / "seeded").exists()
    return is_done or (not was_begun and get_user_model().objects.exists())


def walk(folder: Path) -> Iterable[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def digest(files: Iterable[Path]) -> str:
    state = [
        (str(file), file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in files
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()
