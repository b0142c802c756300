"""The search pages: one for visitors, who find what is public, one for people who are signed in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search import presenting, queries
from search.engines.analysis import expand
from search.forms import SearchForm
from search.pace import is_too_fast
from search.permissions import find_tokens_for
from search.services import answering
from search.values import VISITOR

BAD_REQUEST = 400
TOO_MANY_REQUESTS = 429


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The page of the public site. It is the same for everybody, signed in or not."""
    return _show(request, "search/results.html", tokens=VISITOR)


@require_safe
@login_required
def portal(request: HttpRequest) -> HttpResponse:
    """The page of those who are signed in: the lessons of their courses, too."""
    return _show(request, "search/portal.html", tokens=find_tokens_for(request.user))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles for the field, while somebody types on the public site."""
    return _suggest(request, tokens=VISITOR)


@require_safe
@login_required
def portal_suggestions(request: HttpRequest) -> HttpResponse:
    """Titles for the field, while somebody who is signed in types."""
    return _suggest(request, tokens=find_tokens_for(request.user))


def _show(
    request: HttpRequest, template: str, *, tokens: frozenset[str]
) -> HttpResponse:
    form = SearchForm(request.GET)
    lang = get_language() or "fr"
    context: dict[str, Any] = {"form": form, "text": ""}
    status = 200
    if not form.is_valid():
        status = BAD_REQUEST
        # The field would send it back again; the beginning is enough to mend it.
        context["text"] = request.GET.get("q", "")[: form.fields["q"].max_length]  # type: ignore[attr-defined]  # CharField's own
    elif is_too_fast(request):
        context["text"] = form.cleaned_data["q"]
        context["is_too_fast"] = True
        status = TOO_MANY_REQUESTS
    elif text := form.cleaned_data["q"]:
        context["text"] = text
        if expand(text):
            context |= _answer(request, text=text, lang=lang, tokens=tokens)
    return render(request, template, context, status=status)


def _answer(
    request: HttpRequest, *, text: str, lang: str, tokens: frozenset[str]
) -> dict[str, Any]:
    filters = presenting.read_filters(request.GET)
    number = presenting.read_page(request.GET)
    answer = answering.answer(
        text=text,
        ui_lang=lang,
        tokens=tokens,
        filters=filters,
        page=number,
        at=timezone.now(),
    )
    context: dict[str, Any] = {
        "answer": answer,
        "facets": presenting.list_facets(answer, filters, request.GET),
        "other_languages": presenting.list_other_languages(answer, request.GET),
        "page_obj": presenting.paginate(answer, number),
        "kinds": presenting.KINDS,
    }
    if not answer.page.total:
        context["ways_on"] = queries.find_ways_on(lang)
    return context


def _suggest(request: HttpRequest, *, tokens: frozenset[str]) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    links: tuple[queries.Link, ...] = ()
    if text and not is_too_fast(request):
        links = answering.suggest(
            text=text, ui_lang=get_language() or "fr", tokens=tokens
        )
    return render(request, "search/_suggestions.html", {"links": links})
