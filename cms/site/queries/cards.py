"""Lists of pages, as cards."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from cms.base.models import BasePage
from cms.courses.models import CoursePage
from cms.site.models import NewsPage, SitePage, StandardPage
from cms.site.values import Card


def find_cards(
    pages: Iterable[Any], request: HttpRequest, *, today: dt.date | None = None
) -> list[Card]:
    """Specific pages as cards, in the order given."""
    return [_make_card(page, request, today) for page in pages]


def find_news(language: str) -> "QuerySet[NewsPage]":
    """The published news of one language, newest first."""
    news: QuerySet[NewsPage] = (
        NewsPage.objects.live()
        .public()
        .filter(locale__language_code=language)
        .select_related("cover", "locale")
        .defer("body", "related")
        .order_by("-date", "-id")
    )
    return news


def find_news_cards(
    language: str, request: HttpRequest, *, count: int, today: dt.date
) -> list[Card]:
    """The newest news and press releases; what is still to come isn't news."""
    told = find_news(language).filter(
        kind__in=[NewsPage.Kind.NEWS, NewsPage.Kind.PRESS], date__lte=today
    )
    return find_cards(told[:count], request)


def find_upcoming_cards(
    language: str, request: HttpRequest, *, today: dt.date, count: int = 5
) -> list[Card]:
    """Events still to come and calls still open, the nearest first."""
    ahead = find_news(language).filter(
        Q(kind=NewsPage.Kind.EVENT, date__gte=today)
        | Q(kind=NewsPage.Kind.CALL, closing_date__gte=today)
    )
    nearest = sorted(ahead, key=lambda page: (page.closing_date or page.date, page.id))
    return find_cards(nearest[:count], request, today=today)


def find_child_cards(page: Page, request: HttpRequest) -> list[Card]:
    """The texts below a page, in the order of the tree."""
    children = (
        StandardPage.objects.child_of(page)
        .live()
        .public()
        .select_related("cover", "locale")
        .defer("body", "related")
        .order_by("path")
    )
    return find_cards(children, request)


def find_course_cards(
    language: str, request: HttpRequest, *, audience: str = ""
) -> list[Card]:
    """The published courses, of everybody or of these people."""
    courses = (
        CoursePage.objects.live()
        .public()
        .filter(locale__language_code=language)
        .select_related("cover", "locale")
        .order_by("path")
    )
    if audience:
        courses = courses.filter(audience=audience)
    return find_cards(courses, request)


def find_related_cards(page: SitePage, request: HttpRequest) -> list[Card]:
    """What the page recommends, in the page's language, in the editor's order."""
    ids = [block.value.pk for block in page.related if block.value is not None]
    return find_page_cards(ids, request)


def find_page_cards(ids: list[int], request: HttpRequest) -> list[Card]:
    """Cards of published pages by id, in the order given."""
    pages = (
        Page.objects.live()
        .public()
        .filter(pk__in=ids)
        .select_related("locale")
        .specific(defer=False)
    )
    by_id = {page.pk: page for page in pages}
    return find_cards((by_id[pk] for pk in ids if pk in by_id), request)


def find_translated_pages(key: UUID) -> "QuerySet[Any]":
    """The published page of each language that has this key."""
    pages: QuerySet[Any] = (
        Page.objects.live()
        .public()
        .filter(translation_key=key)
        .select_related("locale")
    )
    return pages


def _make_card(page: Any, request: HttpRequest, today: dt.date | None) -> Card:
    closing = getattr(page, "closing_date", None)
    label = getattr(page, "get_kind_display", None)
    kind = getattr(page, "kind", "")
    return Card(
        title=page.title,
        url=page.get_url(request) or "",
        summary=getattr(page, "summary", "") if isinstance(page, BasePage) else "",
        kind=kind,
        kind_label=str(label()) if label else str(page.page_type_display_name),
        is_demonstration=getattr(page, "is_demonstration", False),
        picture=getattr(page, "cover", None),
        date=getattr(page, "date", None),
        start_time=getattr(page, "start_time", None),
        closing_date=closing,
        days_left=(closing - today).days if closing and today else None,
    )
