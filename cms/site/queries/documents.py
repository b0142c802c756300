"""Public pages as search reads them."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags

from cms.base.values import PageText
from cms.site.models import (
    HomePage,
    NewsIndexPage,
    NewsPage,
    ProgrammePage,
    SitePage,
    StandardPage,
)
from cms.site.queries.frame import get_site_values
from cms.site.queries.texts import get_plain_text, put_values

MODELS: tuple[type[SitePage], ...] = (
    HomePage,
    StandardPage,
    ProgrammePage,
    NewsIndexPage,
    NewsPage,
)


def find_public_documents() -> Iterator[PageText]:
    """Every live page that visitors may open, in every language; courses come by themselves."""
    for model in MODELS:
        for page in _find_pages(model):
            yield _read_page(page)


def get_public_document(page_key: uuid.UUID, locale: str) -> PageText | None:
    """One language of one public page, or ``None`` if it isn't published."""
    for model in MODELS:
        page = (
            _find_pages(model)
            .filter(translation_key=page_key, locale__language_code=locale)
            .first()
        )
        if page is not None:
            return _read_page(page)
    return None


def _find_pages(model: type[SitePage]) -> Any:
    return (
        model.objects.live()
        .public()
        .select_related("locale")
        .prefetch_related("topics")
    )


def _read_page(page: SitePage) -> PageText:
    language = page.locale.language_code
    texts = [
        page.summary,
        get_plain_text(getattr(page, "facts", None)),
        get_plain_text(getattr(page, "body", None)),
        getattr(page, "place", ""),
    ]
    return PageText(
        key=page.translation_key,
        kind=page.kind,
        locale=language,
        title=page.title,
        body_text=put_values(
            strip_tags("\n".join(text for text in texts if text)),
            get_site_values(language),
        ),
        url=page.get_url() or "",
        tags=tuple(sorted(topic.key for topic in page.topics.all())),
        published_at=_find_day(page),
    )


def _find_day(page: SitePage) -> dt.datetime:
    """What readers see as its day: news has one of its own, whenever it was put here."""
    if isinstance(page, NewsPage):
        return timezone.make_aware(dt.datetime.combine(page.date, dt.time()))
    published_at: dt.datetime = page.last_published_at
    return published_at
