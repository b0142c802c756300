"""What the inbox does for itself at night."""

import datetime as dt

from events.inbox import services
from events.subscriptions import NotYet, periodic

FORGOTTEN_AT_MOST = 50_000


@periodic(at=dt.time(3, 30))
def forget_inbox_entries(*, at: dt.datetime) -> None:
    before = at - services.ENTRIES_KEPT_FOR
    count = services.forget_entries(before=before, at_most=FORGOTTEN_AT_MOST)
    if count >= FORGOTTEN_AT_MOST:
        raise NotYet(at)
