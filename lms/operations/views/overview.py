"""What flows and what has stopped: the first thing to look at."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from events import services
from lms.operations import queries
from lms.operations.permissions import AdministratorRequest, for_administrators


@require_GET
@for_administrators
def show_overview(request: AdministratorRequest) -> HttpResponse:
    return render(
        request,
        "lms/operations/overview.html",
        {
            "overview": queries.get_overview(),
            "now": timezone.localtime(),
            "tab": "overview",
        },
    )


@for_administrators
@require_POST
def let_lane_try(request: AdministratorRequest, lane: str) -> HttpResponse:
    try:
        services.try_lane(lane=lane)
    except services.LaneNotWaiting:
        messages.info(request, _("This lane flows already."))
    else:
        messages.success(
            request,
            _(
                "One delivery is tried in a moment. If it gets through, all others follow."
            ),
        )
    return redirect("operations:overview")
