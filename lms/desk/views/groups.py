"""The morning, the board of a group, and what is done together in class."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.desk import queries
from lms.desk.forms import BoardForm, MorningForm, TickForm
from lms.desk.permissions import StaffRequest, for_staff
from lms.enrolment.services import EnrolmentClosed
from lms.network.models import Group
from lms.network.queries import GroupOutOfReach, get_group_for
from lms.progress.services import KeyReused, LessonNotInCourse, tick_lesson_together


@require_GET
@for_staff
def show_morning(request: StaffRequest) -> HttpResponse:
    form = MorningForm(request.GET)
    now = timezone.localtime()
    morning = queries.get_morning(
        request.user,
        group_id=form.cleaned_data["group"] if form.is_valid() else None,
        language=_language(),
        at=now,
    )
    return render(
        request,
        "lms/desk/home.html",
        {"morning": morning, "now": now, "at_home": True},
    )


@require_GET
@for_staff
def show_first_group(request: StaffRequest) -> HttpResponse:
    group = queries.find_living_groups_for(request.user).last()
    if group is None:
        return redirect("desk:home")
    return redirect("desk:group", group.pk)


@require_GET
@for_staff
def show_group(request: StaffRequest, group_id: int) -> HttpResponse:
    """Show the board; a screen that heard the doorbell asks for its moving part only."""
    group = _get_group(request, group_id)
    form = BoardForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    by_name = asked.get("order") == "name"
    board = queries.get_board(
        group,
        module_code=asked.get("module", ""),
        by_name=by_name,
        language=_language(),
    )
    context = {
        "board": board,
        "group": group,
        "by_name": by_name,
        "order_query": "&order=name" if by_name else "",
        "module_code": next(
            (module.code for module in board.modules if module.is_current), ""
        ),
    }
    if request.headers.get("HX-Request"):
        return render(request, "lms/desk/_board.html", context)
    return render(
        request,
        "lms/desk/board.html",
        {
            **context,
            "groups": queries.find_living_groups_for(request.user),
            "cohort": group.cohort.name(_language()),
            "heading": f"{group.name}, {board.module}",
            "at_groups": True,
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def tick(request: StaffRequest, group_id: int) -> HttpResponse:
    group = _get_group(request, group_id)
    attendable = queries.get_attendable(group, language=_language())
    form = TickForm(
        request.POST or None,
        attendable=attendable,
        initial={
            "lesson": request.GET.get("lesson"),
            "learners": [learner.key for learner in attendable.learners],
            "idempotency_key": uuid.uuid4(),
        },
    )
    if form.is_valid():
        try:
            count = tick_lesson_together(
                enrolments=queries.find_enrolments_of(
                    group, form.cleaned_data["learners"]
                ),
                lesson_key=form.cleaned_data["lesson"],
                actor=request.user,
                idempotency_key=form.cleaned_data["idempotency_key"],
                at=timezone.now(),
            )
        except (EnrolmentClosed, LessonNotInCourse, KeyReused):
            form.add_error(
                None, _("The group or its course has just changed. Please look again.")
            )
        else:
            messages.success(
                request,
                ngettext(
                    "Counted as finished for %(count)d learner.",
                    "Counted as finished for %(count)d learners.",
                    count,
                )
                % {"count": count},
            )
            return redirect("desk:group", group.pk)
    return render(
        request,
        "lms/desk/tick.html",
        {"group": group, "form": form, "at_groups": True},
        status=400 if form.is_bound else 200,
    )


def _get_group(request: StaffRequest, group_id: int) -> Group:
    try:
        return get_group_for(request.user, group_id)
    except GroupOutOfReach as error:
        raise Http404 from error


def _language() -> str:
    return get_language() or "fr"
