"""How a question is answered: in the reader's language first, and by the embedded engine if the other is down."""

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import F

from search import queries
from search.engines.analysis import expand, normalise
from search.engines.choice import get_embedded_engine, get_engine
from search.engines.protocol import (
    FACETS,
    EngineDown,
    Facet,
    Page,
    Query,
    SearchEngine,
)
from search.models import SearchMiss
from search.services.following import catch_up

logger = logging.getLogger(__name__)

ALL_LANGUAGES = "all"
SUGGESTIONS = 8
_PAUSE = 5.0
"""Seconds in which an engine that was down is not asked again."""
_MISS_LENGTH = 80
MISSES_KEPT_FOR = dt.timedelta(days=365)

Found = TypeVar("Found")
down_until: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search page shows."""

    page: Page
    results: tuple[queries.Result, ...]
    lang: str
    """The language the results are in, or ``ALL_LANGUAGES``."""
    is_fallback: bool
    """The engine is down, and the embedded one answered in its place."""


def answer(
    *,
    text: str,
    ui_lang: str,
    tokens: frozenset[str],
    filters: Mapping[Facet, str],
    page: int,
    at: dt.datetime,
) -> Answer:
    """What the text finds for someone who holds ``tokens``.

    Without a language asked for it is the reader's own, and every one if there
    is nothing in it. A text that finds nothing anywhere is counted, without a
    person.
    """
    lang = filters.get("lang") or ui_lang
    query = Query(
        text=text,
        ui_lang=ui_lang,
        acl=tokens,
        filters=_to_filters({**filters, "lang": lang}),
        facets=FACETS,
        page=page,
    )
    found, is_fallback = _ask(lambda engine: engine.search(query))
    if found.total == 0 and "lang" not in filters:
        lang = ALL_LANGUAGES
        query = replace(query, filters=_to_filters({**filters, "lang": lang}))
        found, is_fallback = _ask(lambda engine: engine.search(query))
    if found.total == 0 and not filters:
        record_miss(text=text, lang=ui_lang, at=at)
    results = queries.find_results(
        (hit.id for hit in found.hits),
        tokens=tokens,
        slots=expand(found.corrected or text),
    )
    return Answer(found, results, lang, is_fallback)


def suggest(
    *, text: str, ui_lang: str, tokens: frozenset[str]
) -> tuple[queries.Link, ...]:
    """Titles in which the text, its last word unfinished, stands."""
    query = Query(text=text, ui_lang=ui_lang, acl=tokens, size=SUGGESTIONS)
    hits, _ = _ask(lambda engine: engine.suggest(query))
    return queries.find_links((hit.id for hit in hits), tokens=tokens)


def record_miss(*, text: str, lang: str, at: dt.datetime) -> None:
    """Count a text that found nothing; who asked is not kept."""
    plain = " ".join(normalise(text).split())[:_MISS_LENGTH]
    SearchMiss.objects.update_or_create(
        text=plain,
        lang=lang,
        defaults={"last_date": at.date(), "count": F("count") + 1},
        create_defaults={"last_date": at.date(), "count": 1},
    )


def forget_misses(*, at: dt.datetime) -> int:
    """Let go of what nobody has looked for in a year; returns how many texts."""
    old = SearchMiss.objects.filter(last_date__lt=(at - MISSES_KEPT_FOR).date())
    return old.delete()[0]


def _to_filters(wanted: Mapping[Facet, str]) -> dict[Facet, frozenset[str]]:
    return {
        name: frozenset({value})
        for name, value in wanted.items()
        if value and value != ALL_LANGUAGES
    }


def _ask(question: Callable[[SearchEngine], Found]) -> tuple[Found, bool]:
    """Ask the engine; while it is down, the embedded one, and say so."""
    engine, embedded = get_engine(), get_embedded_engine()
    if engine is not embedded and time.monotonic() >= down_until.get(engine.name, 0):
        try:
            return question(engine), False
        except EngineDown:
            down_until[engine.name] = time.monotonic() + _PAUSE
            logger.warning("search_engine_down", extra={"engine": engine.name})
    _follow(embedded)
    return question(embedded), engine is not embedded


def _follow(embedded: SearchEngine) -> None:
    """Bring this host's own index up to date; as it is, if somebody is writing it now."""
    index = embedded.current()
    if index.position() < queries.get_high_water():
        try:
            catch_up(index)
        except EngineDown:
            logger.info("search_index_busy")
