"""``manage.py seed``: the demonstration centre, the same each time."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

CONTENT = settings.ROOT / "cms" / "demo"


class Command(BaseCommand):
    help = "Courses, pages, people and histories; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("site", "import", CONTENT / "site", stdout=self.stdout)
        call_command("courses", "import", CONTENT, stdout=self.stdout)
        call_command("seed_learners", stdout=self.stdout)
