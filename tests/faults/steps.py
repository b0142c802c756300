"""Steps of many walks, heard in order by a consumer that stumbles."""

import random
from typing import ClassVar

from django.db import connection, transaction
from django.utils import timezone

from events.base import Event
from events.outbox import emit
from events.subscriptions import subscribe


class StepTaken(Event):
    """A walk has gone one step on; the number is its place in the stream."""

    name: ClassVar = "tests.step.taken"
    walk: int
    number: int

    @property
    def stream(self) -> str:
        return f"walk:{self.walk}"


@subscribe(StepTaken, lane="steps", ordered=True)
def follow_step(*, event: StepTaken) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO followed VALUES (%s, %s)", (event.walk, event.number)
        )
    if random.random() < 0.1:  # noqa: S311 -- decides when to stumble
        raise RuntimeError("stumbled")


def take_steps(walks: int, steps: int) -> None:
    """All walks go on side by side."""
    for number in range(1, steps + 1):
        for walk in range(walks):
            with transaction.atomic():
                emit(StepTaken(occurred_at=timezone.now(), walk=walk, number=number))
