"""My own page, and where to find help."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from lms.accounts.models import User
from lms.accounts.services import choose_language
from lms.portal.forms import LanguageForm
from lms.portal.permissions import LearnerRequest
from lms.portal.queries.mentors import get_mentor

private = cache_control(private=True, no_store=True)


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: LearnerRequest) -> HttpResponse:
    form = LanguageForm(
        request.POST if request.method == "POST" else None,
        initial={"language": request.user.language},
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        choose_language(person=request.user, language=language, at=timezone.now())
        with override(language):
            messages.success(request, _("Kept."))
        return redirect("portal:profile")
    return render(
        request,
        "lms/portal/profile.html",
        {
            "form": form,
            "full_name": request.user.full_name(get_language()),
            **get_mentor(request.user),
        },
        status=422 if form.errors else 200,
    )


@private
@require_GET
def show_help(request: HttpRequest) -> HttpResponse:
    """Show whom to turn to; open to everybody, and it writes nothing down."""
    mentor = get_mentor(request.user) if isinstance(request.user, User) else {}
    return render(
        request,
        "lms/portal/help.html",
        {
            "at_help": True,
            "referents": settings.SAFEGUARDING_REFERENTS,
            **mentor,
        },
    )
