"""Today, my courses, a course's map, a module, and why a percentage is what it is."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from lms.enrolment.services import EnrolmentClosed, NotAChoice, choose_speciality
from lms.notifications.queries import find_notifications_for, word
from lms.portal.forms import SpecialityForm
from lms.portal.permissions import LearnerRequest, NotMine, get_place_for
from lms.portal.queries.maps import find_course_maps, get_course_map
from lms.portal.queries.mentors import get_mentor
from lms.portal.queries.reasons import find_lesson_reasons, get_reason_screen

NEWEST_NOTICES = 3

private = cache_control(private=True, no_store=True)


@private
@login_required
@require_GET
def today(request: LearnerRequest) -> HttpResponse:
    language = get_language()
    maps = [one for one in find_course_maps(request.user, language) if one.is_open]
    newest = find_notifications_for(request.user)[:NEWEST_NOTICES]
    return render(
        request,
        "lms/portal/today.html",
        {
            "at_today": True,
            "now": timezone.now(),
            "map": maps[0] if maps else None,
            "others": maps[1:],
            **get_mentor(request.user),
            "notices": word(newest, language=language),
            "name": request.user.given_name(language),
        },
    )


@private
@login_required
@require_GET
def courses(request: LearnerRequest) -> HttpResponse:
    return render(
        request,
        "lms/portal/courses.html",
        {
            "at_courses": True,
            "maps": find_course_maps(request.user, get_language()),
        },
    )


@private
@login_required
@require_GET
def course(request: LearnerRequest, course_key: uuid.UUID) -> HttpResponse:
    place, outline = get_place_for(request.user, course_key)
    return render(
        request,
        "lms/portal/course.html",
        {"at_courses": True, "map": get_course_map(place, outline, get_language())},
    )


@private
@login_required
@require_POST
def choose(request: LearnerRequest, course_key: uuid.UUID) -> HttpResponse:
    """Keep which of several modules a learner goes for; asked on the map."""
    place, _outline = get_place_for(request.user, course_key)
    form = SpecialityForm(request.POST)
    if not form.is_valid():
        raise NotMine
    try:
        choose_speciality(
            enrolment=place,
            module_key=form.cleaned_data["module"],
            actor=request.user,
            at=timezone.now(),
        )
    except NotAChoice as error:
        raise NotMine from error
    except EnrolmentClosed:
        messages.error(request, _("This course is closed for you. Nothing changes."))
    else:
        messages.success(request, _("Your choice is kept."))
    return redirect(f"{reverse('portal:course', args=[course_key])}#choice")


@private
@login_required
@require_GET
def module(
    request: LearnerRequest, course_key: uuid.UUID, module_key: uuid.UUID
) -> HttpResponse:
    place, outline = get_place_for(request.user, course_key)
    drawn = get_course_map(place, outline, get_language())
    stop = drawn.find_module(module_key)
    if stop is None:
        raise NotMine
    return render(
        request,
        "lms/portal/module.html",
        {"at_courses": True, "map": drawn, "module": stop},
    )


@private
@login_required
@require_GET
def why(request: LearnerRequest, course_key: uuid.UUID) -> HttpResponse:
    place, outline = get_place_for(request.user, course_key)
    drawn = get_course_map(place, outline, get_language())
    return render(
        request,
        "lms/portal/why.html",
        {
            "at_courses": True,
            "map": drawn,
            "lessons": find_lesson_reasons(place, outline, get_language()),
        },
    )


@private
@login_required
@require_GET
def why_lesson(
    request: LearnerRequest, course_key: uuid.UUID, lesson_key: uuid.UUID
) -> HttpResponse:
    place, outline = get_place_for(request.user, course_key)
    screen = get_reason_screen(place, outline, lesson_key, get_language())
    if screen is None:
        raise NotMine
    return render(
        request,
        "lms/portal/why_lesson.html",
        {
            "at_courses": True,
            "map": get_course_map(place, outline, get_language()),
            "screen": screen,
        },
    )
