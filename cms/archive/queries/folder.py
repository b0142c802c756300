"""Which files an archive may hold, read with care: it may come from anybody."""

import os
import re
from pathlib import Path

from django.utils.translation import gettext as _

from cms.archive.values import Fault

LARGEST_ARCHIVE = 64 * 1024 * 1024
LARGEST_TEXT = 400_000
LARGEST_PICTURE = 4 * 1024 * 1024
MOST_FILES = 10_000
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


class ArchiveRefused(Exception):
    """The archive has faults; nothing of it was taken."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Folder:
    """The files of an archive, and the faults found in them so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.files = self._list()
        self.read: set[str] = set()

    def complain(self, path: str, line: int, message: str) -> None:
        self.faults.append(Fault(path, line, message))

    def text(self, path: str) -> str | None:
        """The text of a file; none, and a fault, if it cannot be had."""
        self.read.add(path)
        file = self.files.get(path)
        if file is None:
            self.complain(path, 0, _("this file is missing"))
            return None
        if file.stat().st_size > LARGEST_TEXT:
            self.complain(path, 0, _("this file is too large"))
            return None
        try:
            return file.read_bytes().decode()
        except UnicodeDecodeError:
            self.complain(path, 0, _("this file is not UTF-8 text"))
            return None

    def below(self, folder: str) -> list[str]:
        return [path for path in self.files if path.startswith(f"{folder}/")]

    def complain_of_unread(self) -> None:
        """What nobody asked for would be lost on the way out."""
        for path in sorted(set(self.files) - self.read):
            self.complain(path, 0, _("nothing of this course uses this file"))

    def _list(self) -> dict[str, Path]:
        """The files by their path; sizes are summed before anything is opened."""
        files: dict[str, Path] = {}
        total = 0
        waiting = [self.root]
        while waiting:
            for entry in sorted(os.scandir(waiting.pop()), key=lambda e: e.name):
                path = Path(entry.path)
                shown = path.relative_to(self.root).as_posix()
                if entry.name == "__pycache__":
                    continue
                if entry.is_symlink():
                    self.complain(shown, 0, _("links are not allowed"))
                elif not NAME.match(entry.name):
                    self.complain(
                        shown, 0, _("names are made of a to z, 0 to 9, . - _")
                    )
                elif entry.is_dir():
                    waiting.append(path)
                else:
                    total += entry.stat().st_size
                    files[shown] = path
                if total > LARGEST_ARCHIVE or len(files) > MOST_FILES:
                    message = _(
                        "the archive is too large: 64 MB and 10,000 files at most"
                    )
                    raise ArchiveRefused([Fault(str(self.root), 0, message)])
        return files
