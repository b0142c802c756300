"""The styleguide, with every component in its states, and the page for what broke."""

import datetime
import sqlite3
import sys
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ui.components.marks import icon_names
from ui.components.tables import Line

COLOURS = [
    "ink", "paper", "sand", "indigo", "focus", "mint", "saffron", "brick", "edu", "voc", "per", "open",
]  # fmt: skip


READ_ONLY = "25006"
"""PostgreSQL's code for a write where only reading is possible; an internal error to it."""


class SampleForm(forms.Form):
    """A field of each kind."""

    called = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("Your first name, or a nickname you like"),
    )
    phone = forms.RegexField(
        r"^\d{10}$",
        label=_("Telephone of your legal guardian"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"invalid": _("Two digits are missing")},
    )
    attracted = forms.ChoiceField(
        label=_("What attracts you?"),
        choices=[("data", _("Data")), ("images", _("Images"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("In your own words"), widget=forms.Textarea(attrs={"rows": 3})
    )
    mine = forms.BooleanField(
        label=_("It is my telephone: keep my lessons here"), required=False
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in one language; ``?theme=dark`` shows them in the dark."""
    user = getattr(request, "user", None)
    if not (settings.DEBUG or settings.DEMO or (user and user.is_staff)):
        raise Http404
    language = request.GET.get("lang", translation.get_language())
    if language not in dict(settings.LANGUAGES):
        raise Http404
    form = SampleForm({"called": "Salma", "phone": "06 00 00 00", "mine": "on"})
    with translation.override(language):
        return render(
            request,
            "ui/styleguide.html",
            {
                "theme": "dark" if request.GET.get("theme") == "dark" else "",
                "language_urls": {
                    code: f"?lang={code}" for code, _name in settings.LANGUAGES
                },
                "colours": COLOURS,
                "icons": sorted(icon_names()),
                "form": form,
                "page": Paginator(range(60), 10).page(2),
                "now": timezone.now(),
                "day": datetime.date(2026, 8, 5),
                "weeks": [str(week) for week in range(1, 8)],
                "attendance": [
                    Line("A", (96, 95, 94, 95, 93, 94, 95)),
                    Line("B", (95, 93, 94, 90, 88, 86, 85), matters=True),
                    Line("C", (92, 93, 91, 93, 94, 92, 93)),
                ],
            },
        )


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, or that the database is away, full or read-only.

    Without context processors: the database may be what broke.
    """
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if is_storage_down(sys.exc_info()[1]):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    page = loader.get_template(f"{status:d}.html").render({"request": request})
    response = HttpResponse(page, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "60"
    return response


def is_storage_down(error: BaseException | None) -> bool:
    """Whether the database failed, and not what was asked of it."""
    cause = error.__cause__ if error else None
    if getattr(cause, "sqlstate", "") == READ_ONLY:
        return True
    # Which is also what SQLite says of a statement with a fault.
    is_our_fault = getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR
    return isinstance(error, OperationalError | InterfaceError) and not is_our_fault
