"""A learner's story, and their family for those who answer for them. Each look is in the journal."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.accounts.models import User
from lms.accounts.permissions import sees_every_group
from lms.audit.models import Action
from lms.audit.services import record_look
from lms.desk import queries
from lms.desk.forms import (
    REFUSALS,
    ConsentForm,
    GuardianForm,
    ProfileForm,
    WithdrawalForm,
)
from lms.desk.permissions import StaffRequest, for_staff
from lms.families import services as families
from lms.families.models import Guardian, Quality, Use
from lms.families.queries import (
    FamilyOutOfReach,
    find_guardians,
    find_kin,
    find_profile,
    get_family,
    get_ward_for,
)
from lms.network.queries import (
    LearnerOutOfReach,
    find_group_of,
    get_learner_for,
    is_accompanied_by,
)


@require_GET
@for_staff
def show_learner(request: StaffRequest, learner_key: uuid.UUID) -> HttpResponse:
    now = timezone.now()
    try:
        learner = get_learner_for(request.user, learner_key)
    except LearnerOutOfReach as error:
        raise Http404 from error
    record_look(
        actor=request.user, action=Action.SAW_STORY, subject_key=learner.key, at=now
    )
    story = queries.get_story(learner, language=_language(), at=now)
    context: dict[str, object] = {
        "story": story,
        "learner_key": learner.key,
        "may_choose": bool(story.forks)
        and story.is_open
        and is_accompanied_by(request.user, learner),
    }
    try:
        ward = _open_family(request, learner_key)
    except Http404:
        # Who only teaches a learner has no part in their family.
        pass
    else:
        context |= {
            "family": get_family(
                ward, language=_language(), on=timezone.localdate(now)
            ),
            "may_register": sees_every_group(request.user),
        }
    return render(request, "lms/desk/story.html", context)


@require_http_methods(["GET", "POST"])
@for_staff
def edit_profile(request: StaffRequest, learner_key: uuid.UUID) -> HttpResponse:
    learner = _open_family_to_write(request, learner_key)
    form = ProfileForm(_sent(request), initial=find_profile(learner))
    if form.is_valid() and _try(
        form,
        lambda: families.record_profile(
            learner=learner, **form.cleaned_data, at=timezone.now()
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("desk:learner", learner.key)
    return _show_form(
        request, form, learner, template="profile", heading=_("Age and phone")
    )


@require_http_methods(["GET", "POST"])
@for_staff
def add_guardian(request: StaffRequest, learner_key: uuid.UUID) -> HttpResponse:
    learner = _open_family_to_write(request, learner_key)
    form = GuardianForm(
        _sent(request),
        kin=[(one.key, one.full_name(_language())) for one in find_kin(learner)],
        initial={"language": learner.language},
    )
    if form.is_valid() and _try(form, lambda: _add(form, learner, request.user)):
        messages.success(request, _("Kept."))
        return redirect("desk:learner", learner.key)
    return _show_form(
        request, form, learner, template="guardian", heading=_("Who answers for them")
    )


@require_http_methods(["GET", "POST"])
@for_staff
def give_consent(
    request: StaffRequest, learner_key: uuid.UUID, use: str
) -> HttpResponse:
    learner = _open_family(request, learner_key)
    guardians = _find_guardians(learner)
    form = ConsentForm(_sent(request), guardians=_name(guardians))
    heading = _title(use)
    if form.is_valid() and _try(
        form,
        lambda: families.record_consent(
            learner=learner,
            use=use,
            guardian=guardians.get(form.cleaned_data.get("guardian", "")),
            by_learner=form.cleaned_data["by_learner"],
            recorded_by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The agreement is noted."))
        return redirect("desk:learner", learner.key)
    return _show_form(request, form, learner, template="consent", heading=heading)


@require_http_methods(["GET", "POST"])
@for_staff
def withdraw_consent(
    request: StaffRequest, learner_key: uuid.UUID, use: str
) -> HttpResponse:
    learner = _open_family(request, learner_key)
    guardians = _find_guardians(learner)
    form = WithdrawalForm(
        _sent(request),
        guardians=_name(guardians),
        learner=learner.full_name(_language()),
    )
    heading = _title(use)
    if form.is_valid() and _try(
        form,
        lambda: families.withdraw_consent(
            learner=learner,
            use=use,
            guardian=guardians.get(form.cleaned_data["who"]),
            by_learner=form.cleaned_data["who"] == WithdrawalForm.LEARNER,
            recorded_by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The withdrawal is noted."))
        return redirect("desk:learner", learner.key)
    return _show_form(request, form, learner, template="withdrawal", heading=heading)


def _add(form: GuardianForm, learner: User, colleague: User) -> object:
    """Tie whoever the form names to a learner: somebody new, somebody known, or nobody yet."""
    told, now = form.cleaned_data, timezone.now()
    if told["quality"] == Quality.NONE_YET:
        group = find_group_of(learner)
        return families.stand_in(
            learner=learner,
            colleague=group.referent if group and group.referent else colleague,
            at=now,
        )
    if told.get("known"):
        return families.tie_guardian(
            learner=learner,
            guardian=find_kin(learner).get(key=told["known"]),
            quality=told["quality"],
            at=now,
        )
    return families.register_guardian(
        learner=learner,
        quality=told["quality"],
        names=form.names,
        language=told["language"],
        channel=told["channel"],
        phone=told["phone"],
        at=now,
    )


def _sent(request: StaffRequest) -> QueryDict | None:
    """What a form brings; an empty one is a form too."""
    return request.POST if request.method == "POST" else None


def _open_family(request: StaffRequest, learner_key: uuid.UUID) -> User:
    """A learner whose family the person may know; that they looked is written down."""
    try:
        learner = get_ward_for(request.user, learner_key)
    except FamilyOutOfReach as error:
        raise Http404 from error
    record_look(
        actor=request.user,
        action=Action.SAW_FAMILY,
        subject_key=learner.key,
        at=timezone.now(),
    )
    return learner


def _open_family_to_write(request: StaffRequest, learner_key: uuid.UUID) -> User:
    if not sees_every_group(request.user):
        raise PermissionDenied
    return _open_family(request, learner_key)


def _find_guardians(learner: User) -> dict[str, Guardian]:
    guardians = find_guardians(learner, on=timezone.localdate())
    return {str(guardian.key): guardian for guardian in guardians}


def _name(guardians: dict[str, Guardian]) -> list[tuple[str, str]]:
    return [(key, one.full_name(_language())) for key, one in guardians.items()]


def _title(use: str) -> str:
    if use not in Use:
        raise Http404
    return str(Use(use).label)


def _try(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or say at the field why not."""
    try:
        act()
    except tuple(REFUSALS) as refusal:
        field, words = REFUSALS[type(refusal)]
        form.add_error(field if field in form.fields else None, str(words))
        return False
    return True


def _show_form(
    request: StaffRequest,
    form: forms.Form,
    learner: User,
    *,
    template: str,
    heading: str,
) -> HttpResponse:
    return render(
        request,
        f"lms/desk/family/{template}.html",
        {
            "form": form,
            "heading": heading,
            "learner_key": learner.key,
            "learner_name": learner.full_name(_language()),
        },
        status=400 if form.errors else 200,
    )


def _language() -> str:
    return get_language() or "fr"
