"""What the backbone does for itself at night: it lets go of what is settled, and marks what is lost."""

import datetime as dt

from events import calendar, retention, services
from events.subscriptions import NotYet, periodic

AT_MOST = 50_000
"""At a time, so that no worker is busy with it for long."""


@periodic(at=dt.time(3, 10))
def forget_settled_deliveries(*, at: dt.datetime) -> None:
    before = at - retention.SETTLED_KEPT_FOR
    if retention.prune_deliveries(before=before, at_most=AT_MOST) >= AT_MOST:
        raise NotYet(at)


@periodic(at=dt.time(3, 40))
def forget_old_events(*, at: dt.datetime) -> None:
    if retention.prune_events(at=at, at_most=AT_MOST) >= AT_MOST:
        raise NotYet(at)


@periodic(every=dt.timedelta(hours=1))
def mark_orphans(*, at: dt.datetime) -> None:
    services.sort_orphans()
    calendar.forget_gone()
