"""Events that no worker survives, or none can make sense of."""

import multiprocessing
import os
from typing import ClassVar

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from events import delivery
from events.base import Event
from events.models import Delivery
from events.outbox import EventTooLarge, emit
from events.subscriptions import subscribe

LARGE = 100 * 1024 * 1024


class DoseTaken(Event):
    """Somebody took something, which may have been poison."""

    name: ClassVar = "tests.dose.taken"
    number: int
    poison: str = ""

    @property
    def stream(self) -> str:
        return f"dose:{self.number}"


@subscribe(DoseTaken, lane="doses")
def digest_dose(*, event: DoseTaken) -> None:
    match "" if os.environ.get("ANTIDOTE") else event.poison:
        case "raises":
            raise RuntimeError(event.number)
        case "kills":
            os._exit(1)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect VALUES (%s)", [str(event.event_id)])


def take_doses() -> None:
    """Among forty others: one that raises, one that kills, one larger than memory likes."""
    poisons = {20: "raises", 21: "kills", 22: "x" * LARGE}
    for number in range(40):
        dose = DoseTaken(
            occurred_at=timezone.now(), number=number, poison=poisons.get(number, "")
        )
        try:
            with transaction.atomic():
                emit(dose)
        except EventTooLarge as refusal:
            print(refusal, flush=True)


def survive() -> None:
    """Start a worker whenever one has died, until nothing is owed; print how many died.

    Without the waiting for leases and back-off.
    """
    died = 0
    forks = multiprocessing.get_context("fork")
    owed = Delivery.objects.owed().filter(lane="doses")
    while owed.update(available_at=Now(), lease_until=None):
        connection.close()
        worker = forks.Process(target=delivery.drain, args=("doses",))
        worker.start()
        worker.join()
        died += worker.exitcode != 0
    print("died", died, flush=True)
