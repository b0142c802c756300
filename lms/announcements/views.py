"""Staff write announcements and take them back; those they are for read them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lms.accounts.permissions import is_staff_member
from lms.announcements import queries, services
from lms.announcements.forms import AnnouncementForm, WithdrawForm
from lms.announcements.models import Announcement
from lms.announcements.permissions import PersonRequest, for_staff

PER_PAGE = 30


@require_GET
@for_staff
def show_list(request: PersonRequest) -> HttpResponse:
    found = queries.find_announcements_for(request.user)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "lms/announcements/list.html",
        {
            "rows": queries.show(page.object_list, language=_language()),
            "page": page,
            "at_announcements": True,
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def write(request: PersonRequest) -> HttpResponse:
    """Write an announcement; it is told when its audience was looked at in the preview."""
    choices = queries.find_choices_for(
        request.user, language=_language(), on=timezone.localdate()
    )
    form = AnnouncementForm(request.POST or None, choices=choices)
    count = None
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            if form.is_seen and "publish" in request.POST:
                services.publish_announcement(
                    author=request.user,
                    to=to,
                    texts=form.texts,
                    key=form.cleaned_data["key"],
                    at=timezone.now(),
                )
                messages.success(
                    request, _("Published. Those it is for are being told.")
                )
                return redirect("announcements:list")
            recipients = queries.get_recipients_for(request.user, to)
            count = queries.find_audience(recipients).count()
        except queries.AudienceOutOfReach:
            form.add_error("to", _("This audience is no longer there."))
    return render(
        request,
        "lms/announcements/write.html",
        {
            "form": form,
            "choices": choices,
            "count": count,
            "at_announcements": True,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@for_staff
def withdraw(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    try:
        announcement = queries.get_announcement_for(request.user, key)
    except queries.AnnouncementOutOfReach as error:
        raise Http404 from error
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        services.withdraw_announcement(
            key=key,
            actor=request.user,
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
        messages.success(request, _("Withdrawn. Nobody more is told."))
        return redirect("announcements:list")
    [row] = queries.show([announcement], language=_language())
    return render(
        request,
        "lms/announcements/withdraw.html",
        {"form": form, "row": row, "at_announcements": True},
        status=422 if form.errors else 200,
    )


@require_GET
@never_cache
@login_required
def read(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    try:
        announcement = queries.get_readable_for(request.user, key)
    except queries.AnnouncementOutOfReach as error:
        raise Http404 from error
    at_desk = is_staff_member(request.user)
    return render(
        request,
        "lms/announcements/read.html",
        {
            **_say(announcement),
            "frame": "lms/desk/frame.html" if at_desk else "lms/portal/frame.html",
            "at_notifications": True,
        },
    )


def _say(announcement: Announcement) -> dict[str, object]:
    language = _language()
    return {
        "announcement": announcement,
        "said": announcement.said_in(language),
        "also": announcement.also_said(language),
        "author": announcement.author.display_name(language),
    }


def _language() -> str:
    return get_language() or "fr"
