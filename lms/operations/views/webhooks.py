"""Webhooks: who is told of events outside of the house, how they fare, and what to do about it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from events.webhooks import queries, services
from events.webhooks.faults import AddressUnusable
from lms.operations.forms import AttemptsForm, EndpointForm
from lms.operations.permissions import (
    AdministratorRequest,
    for_administrators,
    for_administrators_of,
)
from lms.templatetags.webhooks import FAULTS

ATTEMPTS_A_PAGE = 25

of_an_endpoint = for_administrators_of(services.EndpointUnknown)


@require_GET
@for_administrators
def show_endpoints(request: AdministratorRequest) -> HttpResponse:
    return render(
        request,
        "lms/operations/webhooks.html",
        {"endpoints": queries.find_endpoints(), "tab": "webhooks"},
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def create(request: AdministratorRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None, offered=queries.find_offered_types())
    if form.is_valid():
        try:
            created = services.create_endpoint(
                **form.cleaned_data, actor=request.user.key, at=timezone.now()
            )
        except AddressUnusable as unusable:
            form.add_error("url", str(FAULTS[unusable.fault]))
        else:
            return _show_secret(request, created, is_new=True)
    return render(
        request,
        "lms/operations/webhook_form.html",
        {"form": form, "tab": "webhooks"},
        status=400 if form.is_bound else 200,
    )


@require_GET
@of_an_endpoint
def show_endpoint(request: AdministratorRequest, key: str) -> HttpResponse:
    endpoint = queries.get_endpoint(key)
    form = AttemptsForm(request.GET)
    only_refused = form.is_valid() and form.cleaned_data["only"] == "refused"
    attempts = queries.find_attempts(key, only_refused=only_refused)
    page = Paginator(attempts, ATTEMPTS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "lms/operations/webhook.html",
        {
            "endpoint": endpoint,
            "page": page,
            "only_refused": only_refused,
            "tab": "webhooks",
        },
    )


@require_http_methods(["GET", "POST"])
@of_an_endpoint
def change(request: AdministratorRequest, key: str) -> HttpResponse:
    endpoint = queries.get_endpoint(key)
    form = EndpointForm(
        request.POST or None,
        offered=queries.find_offered_types(),
        initial={
            "name": endpoint.name,
            "url": endpoint.url,
            "hears_all": endpoint.hears_all,
            "event_types": endpoint.event_types,
        },
    )
    if form.is_valid():
        try:
            services.change_endpoint(key=key, **form.cleaned_data)
        except AddressUnusable as unusable:
            form.add_error("url", str(FAULTS[unusable.fault]))
        else:
            messages.success(request, _("The endpoint is changed."))
            return redirect("operations:webhook", key)
    return render(
        request,
        "lms/operations/webhook_form.html",
        {"form": form, "endpoint": endpoint, "tab": "webhooks"},
        status=400 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@of_an_endpoint
def rotate(request: AdministratorRequest, key: str) -> HttpResponse:
    """Ask first, and then show the new secret on the answer itself: it is kept nowhere."""
    if request.method == "POST":
        renewed = services.rotate_secret(key=key, at=timezone.now())
        return _show_secret(request, renewed, is_new=False)
    return render(
        request,
        "lms/operations/webhook_rotate.html",
        {
            "endpoint": queries.get_endpoint(key),
            "back": reverse("operations:webhook", args=[key]),
            "tab": "webhooks",
        },
    )


@require_POST
@of_an_endpoint
def test(request: AdministratorRequest, key: str) -> HttpResponse:
    try:
        services.send_test(key=key, actor=request.user.key, at=timezone.now())
    except services.EndpointDisabled:
        messages.info(request, _("It is disabled. Enable it first."))
    else:
        messages.success(
            request,
            _("A test event is on its way. The log shows what is answered."),
        )
    return redirect("operations:webhook", key)


@require_POST
@of_an_endpoint
def disable(request: AdministratorRequest, key: str) -> HttpResponse:
    services.disable_endpoint(key=key, actor=request.user.key, at=timezone.now())
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("operations:webhook", key)


@require_POST
@of_an_endpoint
def enable(request: AdministratorRequest, key: str) -> HttpResponse:
    services.enable_endpoint(key=key)
    messages.success(request, _("Events are sent there again."))
    return redirect("operations:webhook", key)


@require_http_methods(["GET", "POST"])
@of_an_endpoint
def delete(request: AdministratorRequest, key: str) -> HttpResponse:
    if request.method == "POST":
        services.delete_endpoint(key=key, actor=request.user.key, at=timezone.now())
        messages.success(request, _("The endpoint is deleted."))
        return redirect("operations:webhooks")
    return render(
        request,
        "lms/operations/webhook_delete.html",
        {
            "endpoint": queries.get_endpoint(key),
            "back": reverse("operations:webhook", args=[key]),
            "tab": "webhooks",
        },
    )


@require_POST
@of_an_endpoint
def resend(
    request: AdministratorRequest, key: str, event_id: uuid.UUID
) -> HttpResponse:
    try:
        services.resend_event(
            key=key, event_id=event_id, actor=request.user.key, at=timezone.now()
        )
    except services.EndpointDisabled:
        messages.info(request, _("It is disabled. Enable it first."))
    except services.EventForgotten:
        messages.info(request, _("This event is no longer kept."))
    else:
        messages.success(request, _("The event is on its way once more."))
    return redirect("operations:webhook", key)


def _show_secret(
    request: AdministratorRequest, new: services.NewSecret, *, is_new: bool
) -> HttpResponse:
    return render(
        request,
        "lms/operations/webhook_secret.html",
        {
            "endpoint": queries.get_endpoint(new.endpoint_key),
            "secret": new.secret,
            "is_new": is_new,
            "tab": "webhooks",
        },
    )
