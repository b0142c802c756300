"""``manage.py progress rebuild``: sum up the ledger afresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lms.enrolment.models import Enrolment
from lms.progress.services import rebuild_progress


class Command(BaseCommand):
    help = "Rebuild what the ledger of progress amounts to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rebuild"])

    def handle(self, *args: Any, **options: Any) -> None:
        lessons = 0
        enrolments = Enrolment.objects.filter(entries__isnull=False).distinct()
        for enrolment in enrolments.order_by("pk").iterator():
            lessons += rebuild_progress(enrolment=enrolment, at=timezone.now())
        self.stdout.write(f"{lessons} lessons summed up")
