import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from lms.management.demo.calendar import (
    find_last_moment,
    find_mornings,
    find_start,
    go_back,
)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-11-19 10:12", "2026-11-19 10:12"),
        ("2026-11-19 17:00", "2026-11-19 17:00"),
        ("2026-11-19 21:40", "2026-11-19 17:00"),
        ("2026-11-19 00:13", "2026-11-18 17:00"),
        ("2026-11-21 11:00", "2026-11-20 17:00"),
        ("2026-11-22 23:59", "2026-11-20 17:00"),
        ("2026-11-23 08:29", "2026-11-20 17:00"),
    ],
)
def test_nobody_learns_at_night_or_on_a_weekend(now, last):
    assert find_last_moment(at(now)) == at(last)


def test_going_back_to_a_sunday_ends_on_the_friday():
    assert go_back(at("2026-11-24 10:00"), days=2) == at("2026-11-20 17:00")


@pytest.mark.parametrize(
    ("until", "start"),
    [
        ("2026-11-19 11:00", "2026-11-19 09:00"),
        ("2026-11-19 09:00", "2026-11-18 15:00"),
        ("2026-11-23 09:00", "2026-11-20 15:00"),
    ],
)
def test_lesson_starts_when_there_is_time_for_it(until, start):
    assert find_start(at(until), length=dt.timedelta(hours=2)) == at(start)


def test_mornings_leave_out_the_weekend_and_the_last_day():
    mornings = find_mornings(at("2026-11-19 08:30"), at("2026-11-24 10:00"))

    assert mornings == [
        at("2026-11-19 08:30"),
        at("2026-11-20 08:30"),
        at("2026-11-23 08:30"),
    ]
