"""``manage.py seed``: the demonstration centre, the same each time."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.core.management.base import OutputWrapper
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from events.delivery import drain
from events.models import Delivery
from lms.management.demo.calendar import find_last_moment, go_back
from lms.network.models import Centre
from lms.notifications.models import Mailbox
from lms.notifications.services import mark_read

CONTENT = settings.ROOT / "cms" / "demo"


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
        seed_people(self.stdout)


@transaction.atomic
def seed_people(out: OutputWrapper) -> None:
    """All of it or nothing: who is stopped here leaves no half a centre behind."""
    call_command("seed_learners", stdout=out)
    call_command("indicators", stdout=out)
    tell()
    settle_history()


def tell() -> None:
    while drain("notifications", budget=60):
        pass


def settle_history() -> None:
    """Let what was told before the last school day be read, and ring no bell for the past."""
    now = timezone.localtime()
    news = go_back(find_last_moment(now), days=1)
    boxes = Mailbox.objects.filter(
        recipient__notifications__created_at__lt=news
    ).annotate(old=Max("recipient__notifications__seq"))
    for box in boxes.select_related("recipient"):
        mark_read(person=box.recipient, up_to=box.old, at=now)
    owed = Delivery.objects.owed().filter(lane="live")
    owed.update(state=Delivery.State.CANCELLED, done_at=Now())
