"""``manage.py erase_person KEY``: take away all that says who a person was."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.services import erase_person


class Command(BaseCommand):
    help = "Erase a person; their row stays without a name. It can't be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", type=uuid.UUID, help="the person's key")
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, key: uuid.UUID, yes: bool, **options: Any) -> None:
        person = User.objects.filter(key=key).first()
        if person is None:
            raise CommandError(f"nobody has the key {key}")
        if person.erased_at is not None:
            self.stdout.write(f"{key} was erased on {person.erased_at:%Y-%m-%d}.")
            return
        question = f"Erase {person} ({person.username}) for good? Type yes: "
        if not yes and input(question) != "yes":
            raise CommandError("nobody was erased")
        erase_person(person=person, actor=None, at=timezone.now())
        self.stdout.write(f"{key} is erased.")
