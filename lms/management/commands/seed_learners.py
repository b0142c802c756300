"""Fill an empty database with the demonstration centre's people and what they have done."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from lms.management.demo import people
from lms.management.demo.seasons import Seeder
from lms.network.models import Centre


class Command(BaseCommand):
    help = "Seed the demonstration centre's people; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "DEMO is off: invented people are not put among real ones."
            )
        if Centre.objects.exists():
            self.stdout.write("People are there already.")
            return
        # All of it or nothing: a seed that was cut short starts afresh.
        with transaction.atomic():
            Seeder(now=timezone.localtime()).seed()
        self.stdout.write(f"People seeded; {people.WITHOUT_A_FACE}.")
