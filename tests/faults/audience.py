"""Five thousand people, two announcements they are told of at once, and workers that die at it."""

import datetime as dt
import multiprocessing
import os
import random
import signal
import time
import uuid

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

AT = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
EDUCATORS = 500
SEED = 24


def gather(count):
    """Open so many accounts and publish: to everybody, and to a tenth of them."""
    from django.contrib.auth.models import Group as Role  # noqa: PLC0415 -- app ready

    from lms.accounts.models import User  # noqa: PLC0415 -- app ready
    from lms.accounts.permissions import COORDINATOR, EDUCATOR  # noqa: PLC0415 -- app ready

    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes
    executor.migrate([*leaves("events"), *leaves("lms")])
    people = User.objects.bulk_create(
        User(username=f"person{number}", password="!") for number in range(count)
    )
    for name, members in ((COORDINATOR, people[:1]), (EDUCATOR, people[:EDUCATORS])):
        role, _ = Role.objects.get_or_create(name=name)
        role.user_set.set(members)
    for to in ("everyone", f"role:{EDUCATOR}"):
        _publish(people[0], to)


def _publish(author, to):
    from lms.announcements.services import publish_announcement  # noqa: PLC0415 -- app ready
    from lms.announcements.values import Texts  # noqa: PLC0415 -- app ready

    publish_announcement(
        author=author,
        to=to,
        texts=Texts(title_fr="Fermé jeudi", text_fr="Pas de cours."),
        key=uuid.uuid4(),
        at=AT,
    )


def tell_and_die():
    """Let one worker after the other tell some people and be killed, until all are told.

    Forked from one warm process: what dies is a worker at work, and not one that
    still imports. Prints how many were told at each kill.
    """
    from events.models import Delivery  # noqa: PLC0415 -- app ready
    from lms.notifications.models import Notification  # noqa: PLC0415 -- app ready

    chance = random.Random(SEED)  # noqa: S311 -- a seed, not a secret
    forks = multiprocessing.get_context("fork")
    untold = Delivery.objects.owed().filter(consumer="tell_of_announcement")
    while untold.exists():
        told = Notification.objects.count()
        connection.close()
        worker = forks.Process(target=_work)
        worker.start()
        while Notification.objects.count() == told and untold.exists():
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 1))
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        print(Notification.objects.count(), flush=True)


def _work():
    from events import delivery  # noqa: PLC0415 -- app ready
    from lms.notifications.actors import LANE  # noqa: PLC0415 -- app ready

    while True:
        if not delivery.drain(LANE):
            time.sleep(0.02)
