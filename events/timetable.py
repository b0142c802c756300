"""When periodic work is due: every so often, or at a time of the centre's day."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """Again and again after the same while, from when it was first entered."""

    interval: dt.timedelta

    def __str__(self) -> str:
        return f"every {self.interval}"

    def find_first(self, *, now: dt.datetime) -> dt.datetime:
        return now + self.interval

    def find_next(self, due_at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
        """The first time after ``now``; those that were missed meanwhile are left out."""
        return due_at + self.interval * ((now - due_at) // self.interval + 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Daily:
    """Once a day, at this time of the centre's clock."""

    at: dt.time

    def __str__(self) -> str:
        return f"at {self.at:%H:%M}"

    def find_first(self, *, now: dt.datetime) -> dt.datetime:
        return self.find_next(now, now=now)

    def find_next(self, due_at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
        """The first time after ``now``; those that were missed meanwhile are left out.

        A time that the clocks jump over comes that much later, and one that they
        show twice comes the first time.
        """
        zone = timezone.get_default_timezone()
        today = now.astimezone(zone).date()
        # Compared in UTC: Python compares two times of one zone by what the clock shows.
        days = (today, today + dt.timedelta(days=1))
        times = [
            dt.datetime.combine(day, self.at, tzinfo=zone).astimezone(dt.UTC)
            for day in days
        ]
        return next(time for time in times if time > now)


Rule = Every | Daily
