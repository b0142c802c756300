"""``manage.py mail``: what became of letters, for who looks after the machine."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.notifications.queries import count_by_state, find_unknown_dispatches

NEWEST = 100


class Command(BaseCommand):
    help = "Count letters by state, and list those of which nobody can say whether they arrived."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["status"])
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        states = count_by_state()
        unknown = [
            {
                "dispatch": str(dispatch.key),
                "message_ref": dispatch.message_ref,
                "since": dispatch.unknown_since.isoformat(),
                "reason": dispatch.reason,
            }
            for dispatch in find_unknown_dispatches()[:NEWEST]
            if dispatch.unknown_since
        ]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"states": states, "unknown": unknown}))
            return
        for state, count in states.items():
            self.stdout.write(f"{count:>8}  {state}")
        for letter in unknown:
            self.stdout.write(
                f"unknown since {letter['since']}: {letter['message_ref']}"
                f" ({letter['reason']})"
            )
