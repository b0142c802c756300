"""What flows and what has stopped: the first thing to look at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from lms.operations import queries
from lms.operations.permissions import AdministratorRequest, for_administrators


@require_GET
@for_administrators
def show_overview(request: AdministratorRequest) -> HttpResponse:
    return render(
        request,
        "lms/operations/overview.html",
        {
            "overview": queries.get_overview(language=get_language() or "fr"),
            "now": timezone.localtime(),
            "tab": "overview",
        },
    )
