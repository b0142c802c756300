import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events.timetable import Daily, Every

MINUTES = dt.timedelta(minutes=5)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_every_so_often_is_due_after_the_first_while():
    assert Every(interval=MINUTES).find_first(now=utc(2030, 1, 1)) == utc(
        2030, 1, 1, 0, 5
    )


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (utc(2030, 1, 1, 0, 0), utc(2030, 1, 1, 0, 5)),
        (utc(2030, 1, 1, 0, 1), utc(2030, 1, 1, 0, 5)),
        (utc(2030, 1, 1, 0, 5), utc(2030, 1, 1, 0, 10)),
        (utc(2030, 1, 9, 7, 32), utc(2030, 1, 9, 7, 35)),
    ],
)
def test_what_was_missed_is_left_out_and_the_beat_kept(now, then):
    due = utc(2030, 1, 1)

    assert Every(interval=MINUTES).find_next(due, now=now) == then


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    return ZoneInfo("Europe/Berlin")


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("now", "then"),
    [
        (utc(2030, 1, 1, 1, 29), utc(2030, 1, 1, 1, 30)),
        (utc(2030, 1, 1, 1, 30), utc(2030, 1, 2, 1, 30)),
        (utc(2030, 1, 1, 23, 30), utc(2030, 1, 2, 1, 30)),
        # 2026-10-25: half past two comes twice, and the first time counts.
        (utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30)),
        (utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)),
        (utc(2026, 10, 25, 1, 0), utc(2026, 10, 26, 1, 30)),
        # 2027-03-28: there is no half past two.
        (utc(2027, 3, 27, 1, 30), utc(2027, 3, 28, 1, 30)),
        (utc(2027, 3, 28, 1, 30), utc(2027, 3, 29, 0, 30)),
    ],
)
def test_daily_keeps_to_the_clock_of_the_centre(now, then):
    assert Daily(at=dt.time(2, 30)).find_first(now=now) == then


def test_rules_say_what_they_are():
    assert str(Every(interval=MINUTES)) == "every 0:05:00"
    assert str(Daily(at=dt.time(3, 5))) == "at 03:05"
