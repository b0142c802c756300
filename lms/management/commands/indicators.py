"""``manage.py indicators``: count the figures of the public site now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.reporting.services import record_indicators


class Command(BaseCommand):
    help = "Count the figures that public pages show; done by itself as learners learn."

    def handle(self, *args: Any, **options: Any) -> None:
        record_indicators(at=timezone.now())
        self.stdout.write("Figures counted.")
