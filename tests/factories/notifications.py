"""What people are told, and what they want of it."""

import datetime as dt
import uuid

from lms.notifications import services
from lms.notifications.models import Channel, Dispatch, Kind, Mode, Reason
from lms.notifications.models import NotificationPreference as Preference

# A Wednesday, 13:00 in Casablanca; later than any clock, so that it decides.
NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
DAILY = Kind.GROUP_FINISHED_MODULE
"""A kind of which educators get a digest without asking for it."""
MINUTE = dt.timedelta(minutes=1)


def tell(*audience, kind=DAILY, at=NOON, dedupe_key=None, **params):
    return services.notify(
        audience=audience,
        kind=kind,
        reason=Reason.ACCOMPANIES_GROUP,
        params={
            "course_key": str(uuid.uuid4()),
            "group_id": 0,
            "learner_keys": [str(uuid.uuid4())],
            **params,
        },
        dedupe_key=dedupe_key or str(uuid.uuid4()),
        event_id=uuid.uuid4(),
        at=at,
    )


def want(person, mode=Mode.INSTANT, kind=DAILY, scope=""):
    Preference.objects.update_or_create(
        recipient=person,
        kind=kind,
        channel=Channel.EMAIL,
        scope=scope,
        defaults={"mode": mode, "changed_at": NOON},
    )


def send(*dispatches, at=NOON, until=None):
    """Send as a worker does, at a time of our choice."""
    return services.send_letters(
        dispatch_keys=[
            one.key for one in dispatches or Dispatch.objects.order_by("pk")
        ],
        clock=lambda: at,
        until=until or at + MINUTE,
    )


def states():
    return list(Dispatch.objects.order_by("pk").values_list("state", flat=True))
