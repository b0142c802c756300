"""A person reads what they were told; nobody reads anybody else's."""

import datetime as dt
from dataclasses import asdict
from itertools import groupby

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from lms.accounts.models import User
from lms.accounts.permissions import is_staff_member
from lms.notifications import queries, services
from lms.notifications.values import Notice

NOTICES_PER_PAGE = 30
PORTAL = "lms/portal/frame.html"
DESK = "lms/desk/frame.html"

private = cache_control(private=True, no_store=True)


class LearnerRequest(HttpRequest):
    user: User


class CursorForm(forms.Form):
    after = forms.IntegerField(min_value=0, required=False)


class ReadForm(forms.Form):
    up_to = forms.IntegerField(min_value=0)


@private
@login_required
@require_GET
def show_list(request: LearnerRequest) -> HttpResponse:
    found = queries.find_notifications_for(request.user)
    page = Paginator(found, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    notices = queries.word(page.object_list, language=_language())
    newest = notices[0].seq if notices else 0
    if newest > queries.get_seen_seq(person=request.user):
        services.mark_seen(person=request.user, up_to=newest, at=timezone.now())
    return render(
        request,
        "lms/notifications/list.html",
        {
            "days": _by_day(notices),
            "page": page,
            "newest": newest,
            "unread": queries.count_unread(person=request.user),
            "frame": get_frame(request.user),
            "at_notifications": True,
        },
    )


@private
@login_required
@require_GET
def open_one(request: LearnerRequest, seq: int) -> HttpResponse:
    """Go where a notification leads; who goes there has read it."""
    try:
        notice = queries.get_notice_for(request.user, seq=seq, language=_language())
    except queries.NotificationNotFound as error:
        raise Http404 from error
    services.mark_one_read(person=request.user, seq=seq, at=timezone.now())
    return redirect(notice.url)


@login_required
@require_POST
def read_one(request: LearnerRequest, seq: int) -> HttpResponse:
    services.mark_one_read(person=request.user, seq=seq, at=timezone.now())
    return redirect("notifications:list")


@login_required
@require_POST
def read_all(request: LearnerRequest) -> HttpResponse:
    """Mark as read what the page showed, and nothing that came after it."""
    form = ReadForm(request.POST)
    if form.is_valid():
        services.mark_read(
            person=request.user, up_to=form.cleaned_data["up_to"], at=timezone.now()
        )
    return redirect("notifications:list")


@private
@require_GET
def read_mailbox(request: HttpRequest) -> JsonResponse:
    """The cursor that screens resume from. It answers 401, not a page, to who isn't signed in."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    form = CursorForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    page = queries.get_mailbox_page(
        person=request.user, after=form.cleaned_data["after"] or 0
    )
    return JsonResponse({**asdict(page), "label": _bell_label(page.unread)})


def _bell_label(unread: int) -> str:
    if not unread:
        return _("Notifications")
    return ngettext(
        "%(count)d unread notification", "%(count)d unread notifications", unread
    ) % {"count": unread}


def _by_day(notices: list[Notice]) -> list[tuple[dt.date, list[Notice]]]:
    days = groupby(notices, key=lambda notice: timezone.localdate(notice.created_at))
    return [(day, list(of_day)) for day, of_day in days]


def get_frame(person: User) -> str:
    """Which face's frame goes around a person's own pages."""
    return DESK if is_staff_member(person) else PORTAL


def _language() -> str:
    return get_language() or "fr"
