"""Hears the calendar, and lets scheduled pages come and go."""

import datetime as dt

from cms.base import services
from events.subscriptions import periodic


@periodic(every=dt.timedelta(minutes=1))
def publish_scheduled_pages(*, at: dt.datetime) -> None:
    services.publish_scheduled(at=at)
