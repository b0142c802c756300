import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.notifications.hours import DIGEST_WEEKDAY, Hours, find_window

BERLIN = ZoneInfo("Europe/Berlin")
CASABLANCA = ZoneInfo("Africa/Casablanca")
# Clocks go back, and forward; in Morocco for Ramadan and after it.
NIGHTS = [
    (BERLIN, dt.datetime(2026, 10, 24, 12, tzinfo=BERLIN)),
    (BERLIN, dt.datetime(2027, 3, 27, 12, tzinfo=BERLIN)),
    (CASABLANCA, dt.datetime(2027, 2, 6, 12, tzinfo=CASABLANCA)),
    (CASABLANCA, dt.datetime(2027, 3, 13, 12, tzinfo=CASABLANCA)),
]
STEP = dt.timedelta(minutes=5)
each_night = pytest.mark.parametrize(("zone", "noon"), NIGHTS)


def at(zone, day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("hour", "minute", "is_quiet"),
    [(19, 59, False), (20, 0, True), (2, 0, True), (7, 29, True), (7, 30, False)],
)
def test_centre_is_quiet_from_eight_to_half_past_seven(hour, minute, is_quiet):
    assert Hours(CASABLANCA).is_quiet(at(CASABLANCA, 10, hour, minute)) == is_quiet


def test_quiet_hours_begin_on_their_days_and_last_into_the_next():
    weekend = Hours(CASABLANCA, days=1 << 5)

    assert weekend.is_quiet(at(CASABLANCA, 14, 22))  # Saturday
    assert weekend.is_quiet(at(CASABLANCA, 15, 6))
    assert not weekend.is_quiet(at(CASABLANCA, 15, 22))


def test_quiet_hours_of_a_day_end_on_it():
    lessons = Hours(CASABLANCA, starts=dt.time(9), ends=dt.time(12))

    asked = at(CASABLANCA, 10, 10)

    assert lessons.find_next_allowed(asked) == at(CASABLANCA, 10, 12)


def test_same_time_twice_is_no_quiet_hour():
    assert not Hours(CASABLANCA, dt.time(8), dt.time(8)).is_quiet(at(CASABLANCA, 9, 8))


def test_pause_ends_in_the_morning():
    hours = Hours(CASABLANCA, paused_until=at(CASABLANCA, 20, 0))

    asked = at(CASABLANCA, 10, 12)

    assert hours.find_next_allowed(asked) == at(CASABLANCA, 20, 7, 30)


@each_night
@given(
    starts=st.times(),
    ends=st.times(),
    days=st.integers(0, 127),
    after=st.integers(0, 48 * 60),
)
@example(starts=dt.time(2, 0, 0, 1), ends=dt.time(2), days=1 << 5 | 1 << 6, after=0)
def test_next_allowed_moment_is_never_quiet(zone, noon, starts, ends, days, after):
    hours = Hours(zone, starts, ends, days)
    asked = noon.astimezone(dt.UTC) + dt.timedelta(minutes=after)

    allowed = hours.find_next_allowed(asked)

    assert not hours.is_quiet(allowed)
    assert allowed == asked or hours.is_quiet(asked)
    # What lies between two quiet hours may all be in the hour that clocks skip.
    assert allowed - asked <= dt.timedelta(hours=50)


@each_night
@pytest.mark.parametrize("ends", [dt.time(17), dt.time(2, 30)])
def test_each_moment_lies_in_one_window_of_each_day(zone, noon, ends):
    start = noon.astimezone(dt.UTC)
    moments = [start + STEP * step for step in range(3 * 24 * 12)]

    windows = [find_window(moment, zone, ends=ends) for moment in moments]

    for moment, window in zip(moments, windows, strict=True):
        assert window.start <= moment < window.end
    distinct = sorted(set(windows), key=lambda window: window.start)
    for one, following in itertools.pairwise(distinct):
        assert one.end == following.start
    days = [window.end.astimezone(zone).date() for window in distinct]
    assert len(days) == len(set(days))


def test_week_s_window_is_friday_s():
    window = find_window(at(CASABLANCA, 9, 12), CASABLANCA, weekday=DIGEST_WEEKDAY)

    assert window.end == at(CASABLANCA, 13, 17)
    assert window == find_window(at(CASABLANCA, 13, 9), CASABLANCA)
