"""What became of letters, and those of which nobody can say."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_POST

from lms.notifications import queries, services
from lms.operations.forms import NotedForm
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


@for_administrators
@require_POST
def note_letters(request: AdministratorRequest) -> HttpResponse:
    form = NotedForm(request.POST)
    if form.is_valid():
        count = services.note_unknown(
            dispatch_keys=form.cleaned_data["letter"], at=timezone.now()
        )
        words = ngettext("Noted: %(count)s letter.", "Noted: %(count)s letters.", count)
        messages.success(request, words % {"count": count})
    return redirect("operations:mail")
