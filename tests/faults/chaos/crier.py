"""Tells all listeners one thing after another, as an announcement does."""

import os
import time
import uuid

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from lms.accounts.models import User
from lms.notifications.models import Kind, Reason
from lms.notifications.services.mailbox import notify
from tests.faults.chaos.listeners import PREFIX


def main(count: str, pause: str) -> None:
    """Tell ``count`` things, ``pause`` seconds apart; each until the database has taken it."""
    told = 0
    while told < int(count):
        try:
            tell(f"cry:{os.getpid()}:{told}")
        except (OperationalError, InterfaceError):
            connection.close()
        else:
            told += 1
        time.sleep(float(pause))


def tell(dedupe_key: str) -> None:
    notify(
        audience=User.objects.filter(username__startswith=PREFIX),
        kind=Kind.LESSONS_ADDED,
        reason=Reason.FOLLOWS_COURSE,
        params={"course_key": str(uuid.uuid4()), "lesson_keys": []},
        # Told again after an answer that was lost, it is told once.
        dedupe_key=dedupe_key,
        event_id=uuid.uuid4(),
        at=timezone.now(),
    )
