"""``manage.py anonymise_leavers``: let go of who they were that left long ago, as happens every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.enrolment.queries import find_leavers
from lms.enrolment.services import anonymise_leavers


class Command(BaseCommand):
    help = "Anonymise who left every course two years ago, as a teacher five. It can't be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say who it is, and change nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        if dry_run:
            for person, left_at in find_leavers(at=now):
                self.stdout.write(f"{person.key}  left on {left_at:%Y-%m-%d}  {person}")
            return
        for person in anonymise_leavers(at=now):
            self.stdout.write(f"{person.key} is anonymised.")
