import datetime

import pytest
from django.utils import timezone, translation

from ui.components import formats

AUGUST = datetime.date(2026, 8, 5)
EVENING = datetime.datetime(2026, 11, 16, 23, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["5 août 2026", "mercredi 5 août", "12\xa0345,6", "80\xa0%"]),
        ("ar", ["5 غشت 2026", "الأربعاء 5 غشت", "12.345,6", "80%"]),
        ("en", ["5 August 2026", "Wednesday 5 August", "12,345.6", "80%"]),
    ],
)
def test_formats_write_as_the_language_does_in_morocco(language, expected):
    with translation.override(language):
        written = [
            formats.date_long(AUGUST),
            formats.date_day(AUGUST),
            formats.number(12345.6),
            formats.percent(0.8),
        ]

    assert written == expected


@pytest.mark.parametrize(
    ("month", "name"),
    [(5, "ماي"), (7, "يوليوز"), (9, "شتنبر"), (11, "نونبر"), (12, "دجنبر")],
)
def test_months_have_their_moroccan_names(month, name):
    with translation.override("ar"):
        assert formats.date_long(datetime.date(2026, month, 1)) == f"1 {name} 2026"


def test_times_are_those_of_casablanca():
    with translation.override("fr"):
        assert formats.time(EVENING) == "0:30"
        assert formats.date_short(EVENING) == "17 nov."


def test_time_of_a_plain_hour_stays():
    assert formats.time(datetime.time(8, 40)) == "8:40"


def test_ago_becomes_a_date_after_a_week(time_machine):
    time_machine.move_to(EVENING, tick=False)
    with translation.override("fr"):
        recent = formats.ago(timezone.now() - datetime.timedelta(hours=3))
        old = formats.ago(timezone.now() - datetime.timedelta(days=9))

    assert (recent, old) == ("il y a 3 heures", "8 novembre 2026")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1 KB"), (180_400, "180 KB"), (999_600, "1 MB"), (1_240_000, "1.2 MB")],
)
def test_sizes_are_round(size, words):
    with translation.override("en"):
        assert formats.bytes(size) == words


@pytest.mark.parametrize(
    "format_value",
    [
        formats.date_long, formats.date_short, formats.date_day, formats.date_iso, formats.time,
        formats.ago, formats.number, formats.percent, formats.bytes,
    ],
)  # fmt: skip
def test_formats_of_nothing_are_nothing(format_value):
    assert format_value(None) == ""
