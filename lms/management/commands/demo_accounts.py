"""Name one demonstration account for each role, with what it takes to sign in."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.accounts.models import User
from lms.management.demo import people

SHOWN = {
    "learner": people.SALMA,
    "learner in Arabic": people.YASSINE,
    "new learner": people.NEWCOMER,
    "teacher in training": people.KHALID,
    "educator": people.ANIMATORS[1],
    "coordinator": people.COORDINATOR_PERSON,
    "editor": people.EDITOR_PERSON,
    "administrator": people.ADMINISTRATOR_PERSON,
}


class Command(BaseCommand):
    help = "List a demonstration account for each role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: there are no demonstration accounts.")
        there = User.objects.in_bulk(
            [person.sign_in for person in SHOWN.values()], field_name="username"
        )
        accounts = [
            {
                "role": role,
                "name": there[person.sign_in].full_name(person.language),
                "sign_in": person.sign_in,
                "password": people.PASSWORD,
                "language": person.language,
            }
            for role, person in SHOWN.items()
            if person.sign_in in there
        ]
        if options["format"] == "json":
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
            return
        for account in accounts:
            self.stdout.write(
                "{role:20} {sign_in:20} {password:18} {language}  {name}".format(
                    **account
                )
            )
