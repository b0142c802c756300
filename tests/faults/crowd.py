"""Workers in a crowd: processes forked from one warm one, so that they begin together."""

import multiprocessing
import os
import random
import sys
import time
from typing import ClassVar

from django.db import connection

from events import delivery
from events.base import Event
from events.models import Delivery
from events.subscriptions import find_lanes, subscribe


class VoteCast(Event):
    """Somebody voted."""

    name: ClassVar = "tests.vote.cast"
    number: int

    @property
    def stream(self) -> str:
        return f"vote:{self.number}"


@subscribe(VoteCast, lane="votes")
def count_vote(*, event: VoteCast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            # Handlers meet on these rows, as notifications meet on a person's mailbox,
            # and in any order.
            "UPDATE tally SET votes = votes + 1 WHERE id = mod(%s, 100)",
            [event.number * 7919],
        )
        cursor.execute("INSERT INTO effect VALUES (%s)", [str(event.event_id)])


def work_together(count: int) -> None:
    """Drain everything with ``count`` processes, and end when nothing is owed."""
    connection.close()
    forks = multiprocessing.get_context("fork")
    workers = [forks.Process(target=work, args=(number,)) for number in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed := [worker.exitcode for worker in workers if worker.exitcode]:
        sys.exit(f"workers ended badly: {failed}")


def work(number: int) -> None:
    # Each has chances of its own, the same in every run.
    random.seed(f"{os.environ.get('SEED')}-{number}")
    while Delivery.objects.owed().exists():
        if not sum(delivery.drain(lane) for lane in find_lanes()):
            time.sleep(0.02)
