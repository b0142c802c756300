"""What a search page shows beside its results: filters with their counts, other languages, pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search.engines.protocol import FACETS, Facet
from search.services.answering import ALL_LANGUAGES, Answer

LAST_PAGE = 50
"""Nobody reads further, and deep pages cost an engine much."""
PAGE_SIZE = 10

KINDS = {
    "course": (_("Course"), _("Courses and programmes")),
    "lesson": (_("Lesson"), _("Lessons")),
    "news": (_("News item"), _("News")),
    "event": (_("Event"), _("Events")),
    "question": (_("Question"), _("Questions")),
    "call": (pgettext_lazy("news", "Call"), _("Calls")),
    "job": (_("Job"), _("Jobs")),
    "page": (_("Page"), _("Pages")),
}
TITLES: Mapping[Facet, object] = {
    "kind": pgettext_lazy("search", "Type"),
    "lang": _("Language"),
    "year": _("Year"),
}
EVERYTHING: Mapping[Facet, object] = {
    "kind": pgettext_lazy("search, any type", "All"),
    "lang": pgettext_lazy("search, any language", "All"),
    "year": pgettext_lazy("search, any year", "All"),
}
LANGUAGES = {**dict(settings.LANGUAGES), "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}
_IN_LANGUAGE = {
    "fr": _("in French"),
    "ar": _("in Arabic"),
    "en": _("in English"),
    "zgh": _("in Amazigh"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value to filter by."""

    label: object
    count: int
    url: str
    is_current: bool
    lang: str = ""
    """The language its label is written in, if it is another than the page's."""


@dataclass(frozen=True, slots=True)
class FacetList:
    """One way to filter."""

    name: Facet
    title: object
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """How much more there is in another language."""

    name: object
    count: int
    url: str


def read_filters(params: QueryDict) -> dict[Facet, str]:
    """The filters of an address that mean something."""
    known: dict[Facet, bool] = {
        "kind": params.get("kind", "") in KINDS,
        "lang": params.get("lang", "") in {*LANGUAGES, ALL_LANGUAGES},
        "year": params.get("year", "").isdecimal() and len(params["year"]) == 4,
    }
    return {name: str(params[name]) for name in FACETS if known[name]}


def read_page(params: QueryDict) -> int:
    page = params.get("page", "1")
    return min(int(page), LAST_PAGE) or 1 if page.isdecimal() and len(page) < 5 else 1


def list_facets(
    answer: Answer, filters: Mapping[Facet, str], params: QueryDict
) -> tuple[FacetList, ...]:
    """Every way to filter that has something to choose."""
    current = {**filters, "lang": answer.lang}
    return tuple(
        _list_facet(name, answer, current.get(name, ""), params)
        for name in FACETS
        if answer.page.facets.get(name)
    )


def list_other_languages(
    answer: Answer, params: QueryDict
) -> tuple[OtherLanguage, ...]:
    """The languages the results are not in, and how much there is in each."""
    if answer.lang == ALL_LANGUAGES:
        return ()
    return tuple(
        OtherLanguage(_IN_LANGUAGE[lang], count, _address(params, "lang", lang))
        for lang, count in answer.page.facets.get("lang", ())
        if lang != answer.lang and lang in _IN_LANGUAGE
    )


def paginate(answer: Answer, number: int) -> Page[int]:
    shown = min(answer.page.total, LAST_PAGE * PAGE_SIZE)
    return Paginator(range(shown), PAGE_SIZE).get_page(number)


def _list_facet(
    name: Facet, answer: Answer, current: str, params: QueryDict
) -> FacetList:
    counts = dict(answer.page.facets[name])
    if name == "year":
        values = sorted(counts, reverse=True)
    else:
        values = [value for value in (*KINDS, *LANGUAGES) if value in counts]
    is_any = current in ("", ALL_LANGUAGES)
    # Without a language in the address it would be the reader's own.
    everything = _address(params, name, ALL_LANGUAGES if name == "lang" else "")
    every = Option(EVERYTHING[name], sum(counts.values()), everything, is_any)
    options = (
        Option(
            label=_label(name, value),
            count=counts[value],
            url=_address(params, name, value),
            is_current=value == current,
            lang=value if name == "lang" else "",
        )
        for value in values
    )
    return FacetList(name, TITLES[name], (every, *options))


def _label(name: Facet, value: str) -> object:
    if name == "kind":
        return KINDS[value][1]
    return LANGUAGES[value] if name == "lang" else value


def _address(params: QueryDict, name: Facet, value: str) -> str:
    changed = params.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return f"?{changed.urlencode()}"
