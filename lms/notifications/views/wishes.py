"""A person decides about their mail: on their page of settings, or from a letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lms.notifications import queries, services
from lms.notifications.forms import WishesForm
from lms.notifications.models import Channel
from lms.notifications.tokens import TokenForged
from lms.notifications.views.mailbox import LearnerRequest, get_frame

private = cache_control(private=True, no_store=True)


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_settings(request: LearnerRequest) -> HttpResponse:
    wishes = queries.get_wishes(request.user)
    form = WishesForm(request.POST if request.method == "POST" else None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        services.choose_wishes(
            person=request.user,
            channel=Channel.EMAIL,
            modes=form.get_modes(),
            hours=form.get_hours(),
            at=timezone.now(),
        )
        messages.success(request, _("Kept."))
        return redirect("notifications:settings")
    return render(
        request,
        "lms/notifications/settings.html",
        {
            "form": form,
            "wishes": wishes,
            "frame": get_frame(request.user),
            "at_notifications": True,
        },
        status=422 if form.errors else 200,
    )


# A mail program posts here without a session (RFC 8058); the signed address is
# what it may do.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, which scanners of links do as well; do it on POST."""
    try:
        person, channel = queries.get_subscriber(token)
    except (TokenForged, queries.SubscriberGone) as error:
        raise Http404 from error
    if request.method == "POST":
        services.unsubscribe(person=person, channel=channel, at=timezone.now())
    with translation.override(person.language):
        return render(
            request,
            "lms/notifications/unsubscribe.html",
            {
                "is_done": queries.is_unsubscribed(person, channel=channel),
                "name": person.given_name(person.language),
            },
        )
