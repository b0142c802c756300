"""What flows and what has stopped: the first thing to look at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from events import queries
from lms.operations.permissions import AdministratorRequest, for_administrators


@require_GET
@for_administrators
def show_overview(request: AdministratorRequest) -> HttpResponse:
    return render(
        request,
        "lms/operations/overview.html",
        {
            "consumers": queries.find_consumer_statuses(),
            "lanes": queries.find_waiting_lanes(),
            "now": timezone.localtime(),
            "tab": "overview",
        },
    )
