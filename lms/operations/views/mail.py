"""What became of letters, and those of which nobody can say."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from lms.notifications import queries
from lms.operations.permissions import AdministratorRequest, for_administrators

LETTERS_A_PAGE = 30


@require_GET
@for_administrators
def show_mail(request: AdministratorRequest) -> HttpResponse:
    unknown = Paginator(queries.find_unknown_dispatches(), LETTERS_A_PAGE)
    page = unknown.get_page(request.GET.get("page"))
    language = get_language() or "fr"
    return render(
        request,
        "lms/operations/mail.html",
        {
            "page": page,
            "rows": [
                (dispatch, dispatch.recipient.display_name(language))
                for dispatch in page
            ],
            "states": queries.count_by_state(),
            "tab": "mail",
        },
    )
