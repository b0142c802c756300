"""What ``cms`` says of any page."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageText:
    """One language of one live page, as search reads it. ``key`` is its translation key."""

    key: uuid.UUID
    kind: str
    locale: str
    title: str
    body_text: str
    url: str
    """Empty for what has no public address: a lesson."""
    tags: tuple[str, ...]
    published_at: dt.datetime
    course_key: uuid.UUID | None = None
