"""Dead letters: what waits for a person, why, and what to do about it."""

import datetime as dt
import json
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from events import queries, services
from events.services import Repair
from lms.operations.forms import LettersForm, RepairForm
from lms.operations.permissions import (
    AdministratorRequest,
    for_administrators,
    for_administrators_of,
)

LETTERS_A_PAGE = 25
NONE_LEFT = gettext_lazy("None of them was waiting any more.")

CARRY_OUT: Mapping[Repair, Callable[..., int]] = {
    Repair.REQUEUE: services.requeue_dead,
    Repair.CANCEL_DEAD: services.cancel_dead,
}


@require_GET
@for_administrators
def show_letters(request: AdministratorRequest) -> HttpResponse:
    kinds = queries.find_letter_kinds()
    form = LettersForm(request.GET, kinds=kinds)
    letters = queries.find_letters(form.get_conditions())
    page = Paginator(letters, LETTERS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "lms/operations/letters.html",
        {
            "form": form,
            "page": page,
            "is_filtered": any(form.cleaned_data.values()),
            "has_letters": bool(kinds.consumers),
            "is_cut": page.paginator.count >= queries.MOST_LISTED,
            "tab": "letters",
        },
    )


@require_GET
@for_administrators_of(queries.DeliveryUnknown)
def show_letter(request: AdministratorRequest, number: int) -> HttpResponse:
    page = queries.get_letter(number)
    event = json.dumps(page.event, indent=2, ensure_ascii=False)
    return render(
        request,
        "lms/operations/letter.html",
        {"page": page, "event": event, "tab": "letters"},
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def repair_letters(request: AdministratorRequest) -> HttpResponse:
    """Say how many it is about, and then do it."""
    asked: QueryDict = request.POST if request.method == "POST" else request.GET
    form = RepairForm(asked, kinds=queries.find_letter_kinds())
    if not form.is_valid():
        messages.info(request, " ".join(map(str, form.non_field_errors())) or NONE_LEFT)
        return redirect("operations:letters")
    what = Repair(form.cleaned_data["do"])
    if request.method == "POST":
        return _carry_out(request, what, form, at=timezone.now())
    return render(
        request,
        "lms/operations/repair.html",
        {
            "form": form,
            "is_requeue": what is Repair.REQUEUE,
            "matching": queries.summarise_matching(form.get_conditions(), what),
            "tab": "letters",
        },
    )


def _carry_out(
    request: AdministratorRequest, what: Repair, form: RepairForm, *, at: dt.datetime
) -> HttpResponse:
    count = CARRY_OUT[what](
        conditions=form.get_conditions(), actor=request.user.key, at=at
    )
    if not count:
        messages.info(request, NONE_LEFT)
    elif what is Repair.REQUEUE:
        said = ngettext(
            "%(count)d delivery is tried again.",
            "%(count)d deliveries are tried again.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        said = ngettext(
            "%(count)d delivery was given up.",
            "%(count)d deliveries were given up.",
            count,
        )
        messages.success(request, said % {"count": count})
    return redirect("operations:letters")
