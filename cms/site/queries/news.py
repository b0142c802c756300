"""The list of news with its filters."""

import datetime as dt
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from cms.site.models import NewsPage, Topic
from cms.site.queries.cards import find_cards, find_news
from cms.site.values import Card, Choice

PAGE_SIZE = 8


class NoSuchNews(Exception):
    """The filters name a kind, topic, year or page that there isn't."""


@dataclass(frozen=True, slots=True)
class NewsFilter:
    """What a reader asked the list for; empty means everything."""

    kind: str = ""
    tag: str = ""
    year: int | None = None
    page: int = 1

    def address(self, **changes: str | int | None) -> str:
        """The query string of this filter with some things changed."""
        asked = {
            "kind": self.kind,
            "tag": self.tag,
            "year": self.year,
            "page": 1,
        } | changes
        wanted = {
            name: value
            for name, value in asked.items()
            if value and not (name == "page" and value == 1)
        }
        return f"?{urlencode(wanted)}" if wanted else "."


@dataclass(frozen=True, slots=True)
class NewsList:
    cards: list[Card]
    kinds: list[Choice]
    years: list[Choice]
    topic: str
    """Words of the topic the list is filtered by."""
    page: int
    pages: list[Choice]
    newer_url: str
    older_url: str
    everything_url: str


def find_news_list(
    language: str, asked: NewsFilter, request: HttpRequest, *, today: dt.date
) -> NewsList:
    """One page of the list. Raises ``NoSuchNews``."""
    news = _told(find_news(language), asked.kind, today)
    topic = _get_topic(asked.tag)
    by_tag = news.filter(topics=topic) if topic else news
    everything = _told(find_news(language), "", today)
    if topic:
        everything = everything.filter(topics=topic)
    found = by_tag.filter(kind=asked.kind) if asked.kind else by_tag
    if asked.year:
        found = found.filter(date__year=asked.year)
    total = found.count()
    last = max(1, ceil(total / PAGE_SIZE))
    if asked.page > last or (asked.kind and asked.kind not in NewsPage.Kind.values):
        raise NoSuchNews
    start = (asked.page - 1) * PAGE_SIZE
    return NewsList(
        cards=find_cards(found[start : start + PAGE_SIZE], request),
        kinds=_kinds(language, asked, topic, today),
        years=_years(everything, asked),
        topic=topic.in_language(language) if topic else "",
        page=asked.page,
        pages=[
            Choice(
                title=str(number),
                url=asked.address(page=number),
                is_current=number == asked.page,
            )
            for number in range(1, last + 1)
        ],
        newer_url=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        older_url=asked.address(page=asked.page + 1) if asked.page < last else "",
        everything_url=asked.address(tag=None),
    )


def _told(
    news: "QuerySet[NewsPage]", kind: str, today: dt.date
) -> "QuerySet[NewsPage]":
    """Without a kind, what is still to come or open stands beside the list, not in it."""
    return news if kind else news.filter(_is_told(today))


def _is_told(today: dt.date) -> Q:
    return Q(date__lte=today) & ~Q(kind=NewsPage.Kind.CALL, closing_date__gte=today)


def _get_topic(key: str) -> Topic | None:
    if not key:
        return None
    topic = Topic.objects.filter(key=key).first()
    if topic is None:
        raise NoSuchNews
    return topic


def _kinds(
    language: str, asked: NewsFilter, topic: Topic | None, today: dt.date
) -> list[Choice]:
    news = find_news(language)
    if topic:
        news = news.filter(topics=topic)
    if asked.year:
        news = news.filter(date__year=asked.year)
    rows = (
        news.order_by()
        .values("kind")
        .annotate(count=Count("pk"), told=Count("pk", filter=_is_told(today)))
    )
    counts = {row["kind"]: row for row in rows}
    labels = {
        str(value): label for value, label in NewsPage.Kind.choices if value in counts
    }
    everything = sum(row["told"] for row in rows)
    return [
        Choice(
            title="",
            url=asked.address(kind=None),
            count=everything,
            is_current=not asked.kind,
        ),
        *(
            Choice(
                title=str(label),
                url=asked.address(kind=kind),
                count=counts[kind]["count"],
                is_current=asked.kind == kind,
            )
            for kind, label in labels.items()
        ),
    ]


def _years(news: "QuerySet[NewsPage]", asked: NewsFilter) -> list[Choice]:
    years = [day.year for day in news.dates("date", "year", order="DESC")]
    return [
        Choice(title="", url=asked.address(year=None), is_current=asked.year is None),
        *(
            Choice(
                title=str(year),
                url=asked.address(year=year),
                is_current=asked.year == year,
            )
            for year in years
        ),
    ]
