"""Who did what about deliveries, and which lanes had to wait."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from events import queries as events
from lms.operations import queries
from lms.operations.forms import HistoryForm
from lms.operations.permissions import AdministratorRequest, for_administrators

ENTRIES_A_PAGE = 30


@require_GET
@for_administrators
def show_history(request: AdministratorRequest) -> HttpResponse:
    form = HistoryForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else events.HistoryKind.ALL
    paginator = Paginator(events.find_history(kind), ENTRIES_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "lms/operations/history.html",
        {
            "page": page,
            "rows": queries.name_actors(page, language=get_language() or "fr"),
            "kind": kind.value,
            "tab": "history",
        },
    )
