"""The inbox: which other systems may send us events."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from events.inbox import queries, services
from lms.operations.forms import SourceForm
from lms.operations.permissions import (
    AdministratorRequest,
    for_administrators,
    for_administrators_of,
)

of_a_source = for_administrators_of(services.SourceUnknown)


@require_GET
@for_administrators
def show_sources(request: AdministratorRequest) -> HttpResponse:
    return render(
        request,
        "lms/operations/inbox.html",
        {"sources": queries.find_sources(), "door": _get_door(request), "tab": "inbox"},
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def create(request: AdministratorRequest) -> HttpResponse:
    form = SourceForm(request.POST or None)
    if form.is_valid():
        created = services.create_source(
            name=form.cleaned_data["name"],
            prefix=form.cleaned_data["source"],
            actor=request.user.key,
            at=timezone.now(),
        )
        return _show_token(request, created)
    return render(
        request,
        "lms/operations/source_form.html",
        {"form": form, "tab": "inbox"},
        status=400 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@of_a_source
def rotate(request: AdministratorRequest, key: uuid.UUID) -> HttpResponse:
    """Ask first, and then show the new token on the answer itself: it is kept nowhere."""
    if request.method == "POST":
        return _show_token(request, services.rotate_token(key=key, at=timezone.now()))
    return render(
        request,
        "lms/operations/source_rotate.html",
        {
            "source": queries.get_source(key),
            "back": reverse("operations:inbox"),
            "tab": "inbox",
        },
    )


@require_http_methods(["GET", "POST"])
@of_a_source
def revoke(request: AdministratorRequest, key: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        services.revoke_source(key=key, at=timezone.now())
        messages.success(request, _("Its token opens nothing any more."))
        return redirect("operations:inbox")
    return render(
        request,
        "lms/operations/source_revoke.html",
        {
            "source": queries.get_source(key),
            "back": reverse("operations:inbox"),
            "tab": "inbox",
        },
    )


def _show_token(request: AdministratorRequest, new: services.NewToken) -> HttpResponse:
    return render(
        request,
        "lms/operations/source_token.html",
        {
            "source": queries.get_source(new.source_key),
            "token": new.token,
            "door": _get_door(request),
            "tab": "inbox",
        },
    )


def _get_door(request: AdministratorRequest) -> str:
    return request.build_absolute_uri(reverse("inbox:receive"))
