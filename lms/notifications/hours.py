"""When a person may be written to: quiet hours, and the windows of digests.

Everything is said in the person's own wall clock and answered in moments, so
that a night with 23 or 25 hours, or Ramadan in Morocco, changes nothing.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

HOME = "Africa/Casablanca"
NIGHT = dt.time(20)
MORNING = dt.time(7, 30)
DIGEST_TIME = dt.time(17)
"""When a day's window ends: after the last class, before the quiet hours."""
DIGEST_WEEKDAY = 4
"""Friday: the week's digest is that day's."""
ALL_DAYS = 0b111_1111
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's quiet hours; ``days`` has a bit for each weekday on which they begin."""

    zone: ZoneInfo
    starts: dt.time = NIGHT
    ends: dt.time = MORNING
    days: int = ALL_DAYS
    paused_until: dt.datetime | None = None

    def is_quiet(self, at: dt.datetime) -> bool:
        if self.paused_until is not None and at < self.paused_until:
            return True
        local = at.astimezone(self.zone)
        wall, today = local.time(), local.date()
        if self.starts < self.ends:
            return self._begin_on(today) and self.starts <= wall < self.ends
        if self.starts == self.ends:
            return False
        since_today = self._begin_on(today) and wall >= self.starts
        return since_today or (self._begin_on(today - DAY) and wall < self.ends)

    def find_next_allowed(self, at: dt.datetime) -> dt.datetime:
        """Return ``at``, or the end of the quiet hours it lies in."""
        while self.is_quiet(at):
            at = self._find_next_end(at)
        return at

    def _begin_on(self, day: dt.date) -> bool:
        return bool(self.days & 1 << day.weekday())

    def _find_next_end(self, at: dt.datetime) -> dt.datetime:
        if self.paused_until is not None and at < self.paused_until:
            return self.paused_until
        today = at.astimezone(self.zone).date()
        # Where clocks are set back, an hour of the wall clock comes twice.
        ends = (
            _on(day, self.ends, self.zone, fold=fold)
            for day in (today, today + DAY, today + 2 * DAY)
            for fold in (0, 1)
        )
        return min(end for end in ends if end > at)


@dataclass(frozen=True, slots=True)
class Window:
    """What happens in it is told together at its end."""

    start: dt.datetime
    end: dt.datetime


def find_window(
    at: dt.datetime,
    zone: ZoneInfo,
    *,
    weekday: int | None = None,
    ends: dt.time = DIGEST_TIME,
) -> Window:
    """Return the day's window in which ``at`` lies, or the next one that ends on ``weekday``.

    A week's digest is the digest of one of its days: who has both gets one letter.
    """
    day = at.astimezone(zone).date() - DAY
    while True:
        end = _on(day, ends, zone)
        if end > at and weekday in (None, day.weekday()):
            return Window(start=_on(day - DAY, ends, zone), end=end)
        day += DAY


def _on(day: dt.date, time: dt.time, zone: ZoneInfo, *, fold: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, time.replace(fold=fold), zone).astimezone(dt.UTC)
