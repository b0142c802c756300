"""Which way a learner goes where their course parts: noted with them, by who accompanies them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.audit.models import Action
from lms.audit.services import record_look
from lms.desk import queries
from lms.desk.forms import SpecialityForm
from lms.desk.permissions import StaffRequest, for_staff
from lms.enrolment.services import EnrolmentClosed, choose_speciality
from lms.network.queries import LearnerOutOfReach, get_charge_for


@require_http_methods(["GET", "POST"])
@for_staff
def choose(request: StaffRequest, learner_key: uuid.UUID, number: int) -> HttpResponse:
    language, now = get_language() or "fr", timezone.now()
    try:
        learner = get_charge_for(request.user, learner_key)
        enrolment, fork = queries.get_fork(learner, number, language=language)
    except (LearnerOutOfReach, queries.NothingToChoose) as error:
        raise Http404 from error
    record_look(
        actor=request.user, action=Action.SAW_STORY, subject_key=learner.key, at=now
    )
    form = SpecialityForm(
        request.POST if request.method == "POST" else None,
        fork=fork,
        initial={"module": fork.chosen.key if fork.chosen else None},
    )
    if form.is_valid():
        try:
            choose_speciality(
                enrolment=enrolment,
                module_key=form.cleaned_data["module"],
                actor=request.user,
                at=now,
            )
        except EnrolmentClosed:
            messages.error(
                request, _("The learner has left the course. Nothing changes.")
            )
        else:
            messages.success(request, _("The choice is kept."))
        return redirect("desk:learner", learner.key)
    return render(
        request,
        "lms/desk/speciality.html",
        {
            "form": form,
            "heading": _("Speciality"),
            "fork": fork,
            "learner_key": learner.key,
            "learner_name": learner.full_name(language),
        },
        status=400 if form.errors else 200,
    )
