"""``manage.py courses``: course archives in and out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.archive.queries.course import read_course
from cms.archive.queries.folder import ArchiveRefused
from cms.archive.services.competences import import_competences
from cms.archive.services.exporting import CourseUnknown, export_course
from cms.archive.services.importing import import_course, refuse_archive


class Command(BaseCommand):
    help = "Import a course archive, export a course, or check an archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="action", required=True)
        taking = commands.add_parser(
            "import", help="the folder of a course, or of several and competences.yaml"
        )
        taking.add_argument("folder", type=Path)
        taking.add_argument("--dry-run", action="store_true", help="only check")
        taking.add_argument("--draft", action="store_true", help="publish nothing")
        checking = commands.add_parser("check", help="name every fault")
        checking.add_argument("folder", type=Path)
        giving = commands.add_parser("export", help="into a new or empty folder")
        giving.add_argument("course", help="the course's code")
        giving.add_argument("folder", type=Path)

    def handle(self, *args: Any, action: str, folder: Path, **options: Any) -> None:
        if action == "export":
            self._export(options["course"], folder)
            return
        try:
            courses = [read_course(path) for path in self._find(folder)]
            if action == "check" or options["dry_run"]:
                lessons = sum(len(m.lessons) for c in courses for m in c.modules)
                self.stdout.write(
                    f"{len(courses)} courses, {lessons} lessons, 0 faults"
                )
                return
            if (competences := folder / "competences.yaml").exists():
                import_competences(competences)
        except ArchiveRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            if action == "import" and not options["dry_run"]:
                refuse_archive(
                    folder=folder, faults=len(refused.faults), at=timezone.now()
                )
            raise CommandError(f"{len(refused.faults)} faults, nothing taken") from None
        for course in courses:
            done = import_course(
                course, at=timezone.now(), publish=not options["draft"]
            )
            self.stdout.write(
                f"{course.data['key']}: {done.made} pages made, "
                f"{done.changed} changed, {done.withdrawn} withdrawn"
            )

    def _find(self, folder: Path) -> list[Path]:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        if (folder / "course.yaml").exists():
            return [folder]
        found = sorted(path.parent for path in folder.glob("*/course.yaml"))
        if not found:
            raise CommandError(f"{folder} holds no course.yaml")
        return found

    def _export(self, code: str, folder: Path) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty")
        try:
            count = export_course(code, folder)
        except CourseUnknown as unknown:
            raise CommandError(f"there is no course {unknown}") from None
        self.stdout.write(f"{code}: {count} files")
