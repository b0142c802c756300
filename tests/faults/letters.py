"""Letters for the fault tests, and workers that are killed while they send them."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from events import delivery
from events.models import Delivery, Lane
from lms.notifications.letters import write_letter
from lms.notifications.models import Dispatch, QuietHours
from tests.factories.accounts import EducatorFactory
from tests.factories.notifications import tell, want

OPEN = ["owed", "connecting", "handed"]


def owe_letters(people: int, *, each: int = 1):
    """So many people who want letters at once, whatever the hour."""
    educators = EducatorFactory.create_batch(people)
    for educator in educators:
        want(educator)
        QuietHours.objects.create(
            recipient=educator, starts=dt.time.min, ends=dt.time.min, days=0
        )
    for _ in range(each):
        tell(*educators, at=timezone.now())
    return educators


def count_states():
    return Counter(Dispatch.objects.values_list("state", flat=True))


def drain_mail():
    """What a worker does, without the waiting of back-off and breaker."""
    Lane.objects.all().delete()
    owed = Delivery.objects.owed().filter(consumer="send_dispatches")
    owed.update(available_at=Now(), lease_until=None)
    return delivery.drain("mail", budget=60)


def send_and_be_killed(seconds: float, seed: int) -> None:
    """Send with one worker after the other, each killed at work; the last one ends it."""
    # All that a first letter loads is loaded once, before there is a worker to kill.
    write_letter(Dispatch.objects.first())
    chance = random.Random(seed)  # noqa: S311 -- a seed, not a secret
    deadline = time.monotonic() + seconds
    kills = 0
    while time.monotonic() < deadline and _is_something_owed():
        child = os.fork()
        if child == 0:
            while True:
                delivery.drain("mail")
                time.sleep(0.02)
        time.sleep(chance.uniform(0.02, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kills += 1
    print(kills, flush=True)
    while Dispatch.objects.filter(state__in=OPEN).exists():
        Lane.objects.all().delete()
        if not delivery.drain("mail"):
            time.sleep(0.1)


def _is_something_owed() -> bool:
    is_owed = Dispatch.objects.filter(state__in=OPEN).exists()
    # A fork must not share it.
    connection.close()
    return is_owed


def run_killed_workers(mail_sink, *, seconds: float, seed: int) -> int:
    """Run it in a process of its own, on the test's database; return how many were killed."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.process", "mail", str(seconds), str(seed)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": url,
            "EMAIL_URL": mail_sink.url,
            "EMAIL_TIMEOUT": "1",
            "EVENTS_LEASE_SECONDS": "1",
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=seconds + 120,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
