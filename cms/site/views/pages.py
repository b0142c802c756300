"""What each type of public page shows."""

import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from cms.base.models import BasePage, shows
from cms.site import queries
from cms.site.models import (
    HomePage,
    NewsIndexPage,
    NewsPage,
    ProgrammePage,
    SitePage,
    StandardPage,
)

NEWS_FILTER = re.compile(r"[a-z0-9-]{0,40}")
UPCOMING = 5


def frame_page(page: BasePage, request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its matter."""
    languages = queries.find_page_languages(page, request)
    missing = {
        code: reverse("site:untranslated", args=[code, page.translation_key])
        for code, _name in settings.LANGUAGES
        if code not in languages
    }
    canonical = request.build_absolute_uri(page.get_url(request))
    index = (
        NewsIndexPage.objects.live()
        .filter(locale=page.locale)
        .select_related("locale")
        .first()
    )
    return {
        "language_urls": {**missing, **languages},
        "alternates": {
            code: request.build_absolute_uri(url) for code, url in languages.items()
        },
        "canonical_url": canonical,
        "whatsapp_url": f"https://wa.me/?{urlencode({'text': f'{page.title} {canonical}'})}",
        "news_index": index,
        "news_url": index.get_url(request) if index else "",
        "feed_url": reverse("site:feed", args=[page.locale.language_code])
        if index
        else "",
        "crumbs": [
            ancestor
            for ancestor in page.get_ancestors().live().select_related("locale")
            if ancestor.depth > 1
        ],
        "related": queries.find_related_cards(page, request)
        if isinstance(page, SitePage)
        else [],
    }


@shows(HomePage)
def show_home(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    language, today = page.locale.language_code, timezone.localdate()
    blocks = {block.block_type: block.value for block in page.body}
    news, partners = blocks.get("news"), blocks.get("partners")
    figures = blocks.get("figures")
    return {
        **frame_page(page, request),
        "news": queries.find_news_cards(
            language, request, count=news["count"], today=today
        )
        if news
        else [],
        "figures": queries.find_figures(figures["items"]) if figures else [],
        "partners": queries.find_page_cards(
            [partner.pk for partner in partners["pages"] if partner], request
        )
        if partners
        else [],
    }


@shows(StandardPage)
def show_standard(page: StandardPage, request: HttpRequest) -> dict[str, Any]:
    return {
        **frame_page(page, request),
        "sections": queries.get_sections(page.body),
        "children": queries.find_child_cards(page, request),
    }


@shows(ProgrammePage)
def show_programme(page: ProgrammePage, request: HttpRequest) -> dict[str, Any]:
    return {
        **frame_page(page, request),
        "sections": queries.get_sections(page.body),
        "courses": queries.find_course_cards(
            page.locale.language_code, request, audience=page.audience
        ),
    }


@shows(NewsPage)
def show_news(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    language, today = page.locale.language_code, timezone.localdate()
    closing = page.closing_date
    return {
        **frame_page(page, request),
        "sections": queries.get_sections(page.body),
        "minutes": queries.count_reading_minutes(page.body),
        "topics": [
            (topic.key, topic.in_language(language)) for topic in page.topics.all()
        ],
        "is_past": (closing or page.date) < today
        if page.kind in {NewsPage.Kind.EVENT, NewsPage.Kind.CALL}
        else False,
    }


@shows(NewsIndexPage)
def show_news_index(page: NewsIndexPage, request: HttpRequest) -> dict[str, Any]:
    language, today = page.locale.language_code, timezone.localdate()
    try:
        asked = _read_filter(request)
        news = queries.find_news_list(language, asked, request, today=today)
    except (ValueError, queries.NoSuchNews) as state:
        raise Http404(str(state)) from state
    return {
        **frame_page(page, request),
        "news": news,
        "upcoming": queries.find_upcoming_cards(
            language, request, today=today, count=UPCOMING
        ),
    }


def _read_filter(request: HttpRequest) -> queries.NewsFilter:
    kind, tag = request.GET.get("kind", ""), request.GET.get("tag", "")
    if not (NEWS_FILTER.fullmatch(kind) and NEWS_FILTER.fullmatch(tag)):
        raise ValueError("not a filter")
    year, number = request.GET.get("year", ""), request.GET.get("page", "1")
    page = int(number[:6])
    if page < 1:
        raise ValueError("not a page")
    return queries.NewsFilter(
        kind=kind, tag=tag, year=int(year[:4]) if year else None, page=page
    )
