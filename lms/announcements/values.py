"""What this area takes and gives away: whom an announcement is for, and how it reads."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom an announcement is for, as its columns say it."""

    audience: str
    role: str = ""
    cohort_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What an announcement says; a language of which nothing stands here isn't spoken."""

    title_fr: str = ""
    text_fr: str = ""
    title_ar: str = ""
    text_ar: str = ""


Choices = list[tuple[str, list[tuple[str, str]]]]
"""Headings, and under each the values and labels that can be chosen."""


@dataclass(frozen=True, slots=True)
class Said:
    """An announcement in one language."""

    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """An announcement as those who make them see it in the list."""

    key: uuid.UUID
    said: Said
    audience: str
    author: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_reason: str
