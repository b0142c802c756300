"""When the demonstration centre teaches: on weekdays, from half past eight to five."""

import datetime as dt

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
OPENS, CLOSES = dt.time(8, 30), dt.time(17)
SATURDAY = 5


def find_last_moment(at: dt.datetime) -> dt.datetime:
    """Return the last moment up to ``at`` at which there were lessons."""
    if at.time() < OPENS:
        at = _close(at - DAY)
    elif at.time() > CLOSES:
        at = _close(at)
    while at.weekday() >= SATURDAY:
        at = _close(at - DAY)
    return at


def go_back(at: dt.datetime, *, days: int) -> dt.datetime:
    """Return a moment of lessons so many days before, or the last one before that."""
    return find_last_moment(at - days * DAY)


def find_start(until: dt.datetime, *, length: dt.timedelta) -> dt.datetime:
    """Return when to sit down to have that long by ``until``: this morning, or the school day before."""
    start = until - length
    opening = dt.datetime.combine(until.date(), OPENS, until.tzinfo)
    if start >= opening:
        return start
    return go_back(_close(until), days=1) - length


def find_mornings(start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """Return the opening of every school day after ``start`` and before the day of ``end``; at least one."""
    days = (end.date() - start.date()).days
    mornings = [
        dt.datetime.combine(start.date() + day * DAY, OPENS, start.tzinfo)
        for day in range(days)
    ]
    return [day for day in mornings if day.weekday() < SATURDAY and day >= start] or [
        start
    ]


def _close(at: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(at.date(), CLOSES, at.tzinfo)
