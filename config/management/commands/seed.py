"""``manage.py seed``: the demonstration centre, the same each time."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from events.delivery import drain
from events.models import Delivery
from lms.network.models import Centre
from lms.notifications.models import Mailbox
from lms.notifications.services import mark_read

CONTENT = settings.ROOT / "cms" / "demo"
STILL_NEWS = dt.timedelta(days=1)


class Command(BaseCommand):
    help = "Courses, pages, people and histories; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if Centre.objects.exists():
            self.stdout.write("The demonstration centre is there already.")
            return
        call_command("site", "import", CONTENT / "site", stdout=self.stdout)
        call_command("courses", "import", CONTENT, stdout=self.stdout)
        # Before there are learners, or they would be told of every lesson as new.
        tell()
        call_command("seed_learners", stdout=self.stdout)
        tell()
        settle_history()


def tell() -> None:
    while drain("notifications", budget=60):
        pass


def settle_history() -> None:
    """Let what was told before yesterday be read, and ring no bell for the past."""
    now = timezone.now()
    boxes = Mailbox.objects.filter(
        recipient__notifications__created_at__lt=now - STILL_NEWS
    ).annotate(old=Max("recipient__notifications__seq"))
    for box in boxes.select_related("recipient"):
        mark_read(person=box.recipient, up_to=box.old, at=now)
    owed = Delivery.objects.owed().filter(lane="live")
    owed.update(state=Delivery.State.CANCELLED, done_at=Now())
