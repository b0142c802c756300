"""Looks every night for those who have turned eighteen."""

import datetime as dt

from events.subscriptions import periodic
from lms.families import services


@periodic(at=dt.time(0, 30))
def note_majorities(*, at: dt.datetime) -> None:
    services.note_majorities(at=at)
