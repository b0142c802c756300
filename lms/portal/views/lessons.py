"""A lesson, screen by screen: read, answer, finish."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.api import (
    LessonContent,
    LessonNotPublished,
    Question,
    QuestionNotFound,
    Step,
    get_question,
)
from lms.accounts.models import User
from lms.assessment.marking import WrongShape
from lms.assessment.services import answer_question, keep_answer
from lms.assessment.values import Answer
from lms.enrolment.models import Enrolment
from lms.enrolment.services import EnrolmentClosed
from lms.portal.forms import (
    FAULTS,
    ActForm,
    LateForm,
    move_line,
    read_answer,
    sign_learner,
)
from lms.portal.permissions import LearnerRequest, NotMine, get_lesson_for
from lms.portal.queries.finish import get_finish_screen
from lms.portal.queries.screens import NoSuchStep, get_step_screen
from lms.portal.queries.skills import find_skills
from lms.progress.models import LessonProgress
from lms.progress.queries import find_lesson_progress
from lms.progress.services import (
    KeyReused,
    LessonNotFinished,
    LessonNotInCourse,
    complete_lesson,
    open_lesson,
    remember_step,
)

private = cache_control(private=True, no_store=True)


@private
@login_required
@require_GET
def lesson(request: LearnerRequest, lesson_key: uuid.UUID) -> HttpResponse:
    place, content = get_lesson_for(request.user, lesson_key, get_language())
    progress = find_lesson_progress(place, lesson_key)
    step = min(progress.step, len(content.steps)) if progress else 0
    return render(
        request,
        "lms/portal/lesson.html",
        {
            "at_courses": True,
            "lesson": content,
            "place": place,
            "progress": progress,
            "step": step,
            "steps": [
                (one.title, _stand(one, step, progress)) for one in content.steps
            ],
            "skills": find_skills(content, get_language()),
            "act_key": uuid.uuid4(),
        },
    )


@private
@login_required
@require_POST
def begin(request: LearnerRequest, lesson_key: uuid.UUID) -> HttpResponse:
    place, _content = get_lesson_for(request.user, lesson_key, get_language())
    form = ActForm(request.POST)
    try:
        receipt = open_lesson(
            enrolment=place,
            lesson_key=lesson_key,
            idempotency_key=form.cleaned_data["act"]
            if form.is_valid()
            else uuid.uuid4(),
            at=timezone.now(),
        )
    except EnrolmentClosed:
        return _say_closed(request, lesson_key)
    except LessonNotInCourse as error:
        raise NotMine from error
    return redirect("portal:step", lesson_key, receipt.progress.step)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: LearnerRequest, lesson_key: uuid.UUID, number: int) -> HttpResponse:
    if not request.user.is_authenticated:
        response = redirect_to_login(request.get_full_path())
        if request.method == "POST" and (
            learner := _keep_for_later(request, lesson_key)
        ):
            # So that the sign-in page speaks as the lesson did.
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, learner.language)
        return response
    place, content = get_lesson_for(request.user, lesson_key, get_language())
    progress = find_lesson_progress(place, lesson_key)
    if progress is None and place.is_open:
        return redirect("portal:lesson", lesson_key)
    if request.method == "POST":
        return _answer(request, place, content, progress, number)
    if progress is not None and place.is_open and number <= len(content.steps):
        remember_step(progress=progress, step=number, at=timezone.now())
    return _show_step(request, place, content, progress, number)


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: LearnerRequest, lesson_key: uuid.UUID) -> HttpResponse:
    place, content = get_lesson_for(request.user, lesson_key, get_language())
    if request.method == "POST":
        return _finish(request, place, lesson_key)
    screen = get_finish_screen(place, content, get_language())
    if screen is None:
        raise NotMine
    return render(
        request, "lms/portal/finish.html", {"at_courses": True, "screen": screen}
    )


def _stand(one: Step, step: int, progress: LessonProgress | None) -> str:
    """Whether a step is done, in hand or ahead: seen, and nothing required left on it."""
    if progress is None:
        return "ahead"
    if progress.is_completed:
        return "done"
    if one.number == step:
        return "now"
    asked = (part for part in one.parts if isinstance(part, Question) and part.required)
    answered = all(str(question.key) in progress.items for question in asked)
    return "done" if answered and one.number < step else "ahead"


def _finish(
    request: LearnerRequest, place: Enrolment, lesson_key: uuid.UUID
) -> HttpResponse:
    form = ActForm(request.POST)
    try:
        complete_lesson(
            enrolment=place,
            lesson_key=lesson_key,
            idempotency_key=form.cleaned_data["act"]
            if form.is_valid()
            else uuid.uuid4(),
            at=timezone.now(),
        )
    except EnrolmentClosed:
        return _say_closed(request, lesson_key)
    except LessonNotInCourse as error:
        raise NotMine from error
    except (LessonNotFinished, KeyReused):
        # The page says what is missing, or that it was finished before.
        pass
    return redirect("portal:finish", lesson_key)


def _answer(
    request: LearnerRequest,
    place: Enrolment,
    content: LessonContent,
    progress: LessonProgress | None,
    number: int,
) -> HttpResponse:
    form = ActForm(request.POST)
    question = _find_question(content, number, form)
    if question is None:
        return _show_step(request, place, content, progress, number, status=422)
    typed = read_answer(question, request.POST)
    act_key: uuid.UUID = form.cleaned_data["act"]
    if move := request.POST.get("move", ""):
        typed = {"order": move_line(typed.get("order", []), move)}
        return _show_step(
            request, place, content, progress, number,
            item_key=question.key, typed=typed, act_key=act_key, moved=move,
        )  # fmt: skip
    try:
        answer_question(
            enrolment=place,
            lesson_key=content.key,
            item_key=question.key,
            answer=typed,
            idempotency_key=act_key,
            at=timezone.now(),
            language=get_language(),
        )
    except EnrolmentClosed:
        return _say_closed(request, content.key)
    except LessonNotInCourse as error:
        raise NotMine from error
    except WrongShape as fault:
        return _show_step(
            request, place, content, progress, number, status=422,
            item_key=question.key, typed=typed, act_key=act_key, fault=fault.reason,
        )  # fmt: skip
    except KeyReused:
        # Another answer went out under this key, from the page the browser went
        # back to. What is typed stays; the new page brings a key of its own.
        return _show_step(
            request, place, content, progress, number, status=422,
            item_key=question.key, typed=typed, fault="sent-before",
        )  # fmt: skip
    return redirect(
        reverse("portal:step", args=[content.key, number]) + f"#act-{question.key}"
    )


def _find_question(
    content: LessonContent, number: int, form: ActForm
) -> Question | None:
    if not form.is_valid() or not 1 <= number <= len(content.steps):
        return None
    for part in content.steps[number - 1].parts:
        if isinstance(part, Question) and part.key == form.cleaned_data["item"]:
            return part
    return None


def _show_step(
    request: LearnerRequest,
    place: Enrolment,
    content: LessonContent,
    progress: LessonProgress | None,
    number: int,
    *,
    status: int = 200,
    item_key: uuid.UUID | None = None,
    typed: Answer | None = None,
    act_key: uuid.UUID | None = None,
    fault: str = "",
    moved: str = "",
) -> HttpResponse:
    learner_key = request.user.key
    try:
        screen = get_step_screen(
            place,
            progress,
            content,
            number,
            learner_key=learner_key,
            item_key=item_key,
            typed=typed,
            act_key=act_key,
            fault=fault,
            moved=moved,
        )
    except NoSuchStep as error:
        raise NotMine from error
    return render(
        request,
        "lms/portal/step.html",
        {
            "screen": screen,
            "fault": FAULTS.get(fault, _("Check your answer, then send it again."))
            if fault
            else "",
            "finish_key": uuid.uuid4(),
            "is_completed": bool(progress and progress.is_completed),
            "learner_token": sign_learner(learner_key),
        },
        status=status,
    )


def _keep_for_later(request: HttpRequest, lesson_key: uuid.UUID) -> User | None:
    """Keep an answer whose session has ended; returns the person its form was drawn for."""
    form = LateForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["item"]:
        return None
    learner = User.objects.filter(key=form.cleaned_data["learner"]).first()
    if learner is None:
        return None
    try:
        question = get_question(lesson_key, form.cleaned_data["item"], learner.language)
    except (LessonNotPublished, QuestionNotFound):
        return None
    keep_answer(
        learner=learner,
        lesson_key=lesson_key,
        item_key=question.key,
        answer=read_answer(question, request.POST),
        idempotency_key=form.cleaned_data["act"],
        at=timezone.now(),
    )
    with override(learner.language):
        messages.info(request, _("Your answer is kept. Sign in, and it is sent."))
    return learner


def _say_closed(request: HttpRequest, lesson_key: uuid.UUID) -> HttpResponse:
    messages.info(
        request,
        _(
            "You have left this course. You can read everything, but not answer any more."
        ),
    )
    return redirect("portal:lesson", lesson_key)
