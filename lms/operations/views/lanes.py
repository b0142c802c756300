"""What a person may do about a lane: pause it, let it go on, let one that waits try at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events import queries, services
from lms.operations.permissions import (
    AdministratorRequest,
    for_administrators,
    for_administrators_of,
)

of_a_lane = for_administrators_of(queries.LaneUnknown)


@require_http_methods(["GET", "POST"])
@of_a_lane
def pause(request: AdministratorRequest, lane: str) -> HttpResponse:
    if request.method == "GET":
        return _ask(request, "lms/operations/lane_pause.html", lane)
    try:
        services.pause_lane(lane=lane, actor=request.user.key, at=timezone.now())
    except services.LanePaused:
        messages.info(request, _("This lane is paused already."))
    else:
        messages.success(request, _("The lane is paused. Resume it here."))
    return redirect("operations:overview")


@require_http_methods(["GET", "POST"])
@of_a_lane
def resume(request: AdministratorRequest, lane: str) -> HttpResponse:
    if request.method == "GET":
        return _ask(request, "lms/operations/lane_resume.html", lane)
    try:
        services.resume_lane(lane=lane, actor=request.user.key, at=timezone.now())
    except services.LaneNotPaused:
        messages.info(request, _("This lane isn’t paused any more."))
    else:
        messages.success(request, _("The lane goes on."))
    return redirect("operations:overview")


@for_administrators
@require_POST
def try_now(request: AdministratorRequest, lane: str) -> HttpResponse:
    try:
        services.try_lane(lane=lane)
    except services.LanePaused:
        messages.info(request, _("This lane is paused. Resume it first."))
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


def _ask(request: AdministratorRequest, template: str, lane: str) -> HttpResponse:
    return render(
        request,
        template,
        {
            "lane": queries.get_lane_status(lane),
            "back": reverse("operations:overview"),
            "tab": "overview",
        },
    )
