"""Dates, numbers and sizes as Morocco writes them: its month names, Western digits, its own time.

Django's own Arabic knows neither غشت nor شتنبر, so Babel formats, by region.
"""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from django.conf import settings
from django.template import Library
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = Library()

REGIONS = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}

Moment = datetime.datetime | datetime.date


@register.filter
def date_long(value: Moment | None) -> str:
    """Write 5 août 2026, 5 غشت 2026."""
    return _date(value, "d MMMM y")


@register.filter
def date_short(value: Moment | None) -> str:
    """Write 5 août; the year is that of the season."""
    return _date(value, "d MMM")


@register.filter
def date_day(value: Moment | None) -> str:
    """Write mercredi 5 août."""
    return _date(value, "EEEE d MMMM")


@register.filter
def date_iso(value: Moment | None) -> str:
    """Write what ``<time datetime>`` wants."""
    return value.isoformat() if value else ""


@register.filter
def time(value: datetime.datetime | datetime.time | None) -> str:
    """Write 8:40."""
    if value is None:
        return ""
    local = _local(value) if isinstance(value, datetime.datetime) else value
    return f"{local.hour}:{local.minute:02}"


@register.filter
def ago(value: datetime.datetime | None) -> str:
    """Say how long ago (or how soon); after a week, the date."""
    if value is None:
        return ""
    distance = value - timezone.now()
    if abs(distance) > datetime.timedelta(days=7):
        return date_long(value)
    return dates.format_timedelta(distance, add_direction=True, locale=_region())


@register.filter
def number(value: float | Decimal | None) -> str:
    """Write 1 234,5 with the separators of the language, whose thin space our letters lack."""
    if value is None:
        return ""
    written = numbers.format_decimal(value, locale=_region())
    return written.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


@register.filter
def percent(value: float | Decimal | None) -> str:
    """Write a share of 1 as a whole percentage; French parts it from its sign."""
    if value is None:
        return ""
    pattern = "#,##0\N{NO-BREAK SPACE}%" if _region() == "fr_MA" else "#,##0%"
    return numbers.format_percent(value, pattern, _region())


@register.filter
def bytes(value: int | None) -> str:
    """Say what a download weighs, to the kilobyte, or a tenth of a megabyte."""
    if value is None:
        return ""
    kilobytes = max(1, round(value / 1000))
    if kilobytes < 1000:
        return _("%(size)s KB") % {"size": number(kilobytes)}
    return _("%(size)s MB") % {"size": number(round(kilobytes / 1000, 1))}


def _region() -> str:
    return REGIONS.get(get_language() or settings.LANGUAGE_CODE, "fr_MA")


def _local(value: datetime.datetime) -> datetime.datetime:
    return value.astimezone(ZoneInfo(settings.TIME_ZONE))


def _date(value: Moment | None, pattern: str) -> str:
    if value is None:
        return ""
    day = _local(value) if isinstance(value, datetime.datetime) else value
    return dates.format_date(day, pattern, locale=_region())
