"""What stands beside the pages: feed, sitemap, the way to a language, the page nobody found."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from cms.site import queries
from cms.site.models import NewsIndexPage, NewsPage

FEED_ITEMS = 20
MORNING = dt.time(8)


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the visitor's language."""
    response = redirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
def untranslated(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """A page that is not translated yet: say so, and where it can be read."""
    try:
        pages = list(queries.find_translated_pages(UUID(key)))
    except ValueError as state:
        raise Http404("not a key") from state
    if not pages:
        raise Http404("no page with this key")
    here = next((p for p in pages if p.locale.language_code == language), None)
    if here is not None:
        return redirect(here.get_url(request))
    return render(
        request,
        "cms/untranslated.html",
        {
            "pages": [
                (page.locale.language_code, page.title, page.get_url(request))
                for page in pages
            ]
        },
    )


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with its translations."""
    pages = [
        (page, request.build_absolute_uri(page.get_url(request)))
        for page in queries.find_public_pages()
    ]
    languages: dict[UUID, list[tuple[str, str]]] = {}
    for page, url in pages:
        languages.setdefault(page.translation_key, []).append(
            (page.locale.language_code, url)
        )
    rows = [
        (url, page.last_published_at, languages[page.translation_key])
        for page, url in pages
    ]
    return render(
        request, "cms/sitemap.xml", {"rows": rows}, content_type="application/xml"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public site, and nothing of people's spaces."""
    return render(
        request,
        "cms/robots.txt",
        {"sitemap_url": request.build_absolute_uri(reverse("site:sitemap"))},
        content_type="text/plain",
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, inside the site, with ways out."""
    return render(request, "404.html", status=404)


class NewsFeed(Feed):  # type: ignore[type-arg]  # Generic in the stubs only.
    """News of one language as RSS, for readers and for other sites."""

    def get_object(self, request: HttpRequest, language: str) -> NewsIndexPage:
        index: NewsIndexPage = get_object_or_404(
            NewsIndexPage.objects.live().public(), locale__language_code=language
        )
        return index

    def title(self, index: NewsIndexPage) -> str:
        return f"Forsa · {index.title}"

    def link(self, index: NewsIndexPage) -> str:
        return str(index.get_url())

    def description(self, index: NewsIndexPage) -> str:
        return str(index.summary)

    def items(self, index: NewsIndexPage) -> Iterable[NewsPage]:
        news = queries.find_news(index.locale.language_code)
        return news.filter(date__lte=timezone.localdate())[:FEED_ITEMS]

    def item_title(self, item: NewsPage) -> str:
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        return str(item.summary)

    def item_link(self, item: NewsPage) -> str:
        return str(item.get_url())

    def item_guid(self, item: NewsPage) -> str:
        return f"{item.translation_key}:{item.locale.language_code}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: NewsPage) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(item.date, MORNING))
