"""Delivering once more what was delivered: said, looked at, and only then done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from events import queries, services
from events.services import Repair
from lms.operations.forms import ReplayForm
from lms.operations.permissions import AdministratorRequest, for_administrators


@require_GET
@for_administrators
def ask(request: AdministratorRequest) -> HttpResponse:
    """Show the form, filled with what the address says."""
    return _show_form(request, ReplayForm(initial=request.GET.dict()))


@require_http_methods(["GET", "POST"])
@for_administrators
def preview(request: AdministratorRequest) -> HttpResponse:
    """Say what it is about, and then do it."""
    form = ReplayForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _show_form(request, form)
    conditions = form.get_conditions()
    try:
        if request.method == "POST":
            count = services.replay_deliveries(
                conditions=conditions, actor=request.user.key, at=timezone.now()
            )
        else:
            matching = queries.summarise_matching(conditions, Repair.REPLAY)
    except services.ConditionsUnusable as refusal:
        form.refuse(refusal)
        return _show_form(request, form)
    if request.method == "POST":
        said = ngettext(
            "%(count)d delivery is made once more.",
            "%(count)d deliveries are made once more.",
            count,
        )
        messages.success(request, said % {"count": count})
        return redirect("operations:history")
    return render(
        request,
        "lms/operations/preview.html",
        {
            "form": form,
            "matching": matching,
            "change": f"{reverse('operations:replay')}?{request.GET.urlencode()}",
            "tab": "replay",
        },
    )


def _show_form(request: AdministratorRequest, form: ReplayForm) -> HttpResponse:
    return render(
        request,
        "lms/operations/replay.html",
        {"form": form, "tab": "replay"},
        status=400 if form.is_bound else 200,
    )
