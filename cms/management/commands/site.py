"""``manage.py site import FOLDER``: the public site as a folder has it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.site.services import SiteFolderFaulty, import_site


class Command(BaseCommand):
    help = "Imports the pages, news and settings of a site folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        importing = actions.add_parser("import", help="all of it, or nothing")
        importing.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            imported = import_site(path=folder, at=timezone.localtime())
        except SiteFolderFaulty as state:
            count = len(state.faults)
            raise CommandError(
                f"{state}\nNothing was imported: {count} faults."
            ) from state
        self.stdout.write(
            f"{imported.pages} pages, {imported.published} of them published now."
        )
