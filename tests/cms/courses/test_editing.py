import datetime as dt
import json

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.models import Workflow
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.courses.models import CoursePage, LessonPage
from events.catalogue.content import CoursePublished, LessonPublished
from events.models import EventRecord
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser(
        "editor", "editor@example.org", "secret"
    )
    client.force_login(user)
    return client


def lesson_data(**changes):
    """What the admin's form of a lesson sends."""
    one = {
        "key": "",
        "prompt": "Laquelle ?",
        "required": "on",
        "choices": listed(
            {"key": "", "text": "A", "right": "on", "feedback": "Oui."},
            {"key": "", "text": "B", "feedback": "Non."},
        ),
        "hints": listed(),
        "explanation": "",
    }
    step = {"key": "", "title": "Une étape", "parts": streamed(("one", one))}
    data = {
        "title": "Leçon",
        "slug": "lecon",
        "code": "M1-1",
        "goal": "Faire",
        "minutes": "20",
        "quiz_percent": "60",
        "steps": streamed(("step", step)),
        "words": streamed(),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "notes": "",
        **changes,
    }
    return nested_form_data(data)


def listed(*values):
    rows = {
        str(n): {"value": value, "order": str(n), "deleted": ""}
        for n, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


def streamed(*values):
    return streamfield(values)


def edit(editor, page, data):
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def test_an_editor_publishes_a_lesson(editor, emitted):
    course = make_course(lessons=1)
    page = LessonPage.objects.get()
    before = len(emitted())

    response = edit(editor, page, lesson_data(**{"action-publish": "1"}))

    assert response.status_code == 302, response.context["form"].errors
    assert [type(event) for event in emitted()[before:]] == [
        LessonPublished,
        CoursePublished,
    ]
    page.refresh_from_db()
    step = page.steps[0].value
    assert step["key"] == "s1"
    assert step["parts"][0].value["key"] == "q1"
    assert [row["key"] for row in step["parts"][0].value["choices"]] == ["c1", "c2"]
    assert course.live


def test_who_publishes_in_the_admin_stands_beside_the_event(editor):
    make_course(lessons=1)
    before = set(EventRecord.objects.values_list("pk", flat=True))

    edit(editor, LessonPage.objects.get(), lesson_data(**{"action-publish": "1"}))

    told = EventRecord.objects.exclude(pk__in=before)
    actors = set(told.values_list("actor_key", flat=True))
    assert actors == {get_user_model().objects.get(username="editor").key}


def test_a_scheduled_lesson_is_published_by_who_wrote_it(editor):
    make_course(lessons=1)
    writer = get_user_model().objects.get(username="editor")
    lesson = LessonPage.objects.get()
    lesson.title, lesson.go_live_at = "Plus tard", timezone.now() - dt.timedelta(1)
    with time_machine.travel(timezone.now() - dt.timedelta(2)):
        lesson.save_revision(user=writer).publish()
    before = set(EventRecord.objects.values_list("pk", flat=True))

    call_command("publish_scheduled")

    told = EventRecord.objects.exclude(pk__in=before)
    assert set(told.values_list("actor_key", flat=True)) == {writer.key}


def test_a_new_lesson_that_is_scheduled_is_not_told_of_before_its_day(emitted):
    make_course(lessons=1, published=False)
    lesson = LessonPage.objects.get()
    lesson.go_live_at = timezone.now() + dt.timedelta(1)

    lesson.save_revision().publish()

    assert emitted() == []


def test_an_import_is_published_by_nobody():
    make_course(lessons=1)

    LessonPage.objects.get().save_revision().publish()

    assert set(EventRecord.objects.values_list("actor_key", flat=True)) == {None}


def test_two_right_answers_are_refused_at_the_field(editor):
    make_course(lessons=1)
    page = LessonPage.objects.get()
    data = lesson_data(**{"action-publish": "1"})
    data["steps-0-value-parts-0-value-choices-1-value-right"] = "on"

    response = edit(editor, page, data)

    assert response.status_code == 200
    assert "'choices': {'messages'" in errors_of(response)


def test_a_key_that_stands_twice_is_refused_at_the_field(editor):
    make_course(lessons=1)
    page = LessonPage.objects.get()
    data = lesson_data(**{"action-publish": "1"})
    one = {k: v for k, v in data.items() if k.startswith("steps-0-value-parts-0-")}
    data |= {k.replace("parts-0-", "parts-1-", 1): v for k, v in one.items()}
    data["steps-0-value-parts-count"] = "2"
    data["steps-0-value-parts-1-order"] = "1"
    data["steps-0-value-parts-0-value-key"] = "meme"
    data["steps-0-value-parts-1-value-key"] = "meme"

    response = edit(editor, page, data)

    assert response.status_code == 200
    assert "1: {'blockErrors': {'key': {'messages'" in errors_of(response)


def errors_of(response):
    (error,) = response.context["form"].errors.as_data()["steps"]
    assert isinstance(error, StreamBlockValidationError)
    return json.dumps(str(error.as_json_data()))


def test_a_course_without_lessons_is_refused_in_words_and_kept(editor, emitted):
    course = make_course(lessons=0, published=False)
    data = nested_form_data(
        {
            "title": "Cours changé",
            "slug": "metiers",
            "code": "metiers",
            "audience": "learners",
            "hours": "20",
            "summary": "Apprendre.",
            "public": "",
            "outcome": "",
            "choices": "",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "",
            "action-publish": "1",
        }
    )

    response = edit(editor, course, data)

    assert response.status_code == 302
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("Cours changé" in message for message in told)
    course.refresh_from_db()
    assert not course.live
    assert course.get_latest_revision_as_object().title == "Cours changé"
    assert emitted() == []


def test_a_course_without_lessons_is_refused_in_words_when_it_is_approved(editor):
    course = make_course(lessons=0, published=False)
    user = get_user_model().objects.get(username="editor")
    course.save_revision(user=user)
    state = Workflow.objects.filter(active=True).first().start(course, user)

    response = editor.post(
        reverse(
            "wagtailadmin_pages:workflow_action",
            args=[course.pk, "approve", state.current_task_state.pk],
        ),
        {"comment": ""},
    )

    assert response.status_code == 302
    assert [str(message) for message in get_messages(response.wsgi_request)]
    course.refresh_from_db()
    assert not course.live


def test_the_preview_shows_every_step(editor):
    make_course(lessons=1)
    page = LessonPage.objects.get()

    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count('aria-labelledby="step-') == 3
    assert "<strong>bien</strong>" in html


def test_an_unpublish_in_the_admin_is_told(editor, emitted):
    course = make_course(lessons=1)
    before = len(emitted())

    editor.post(reverse("wagtailadmin_pages:unpublish", args=[course.pk]))

    assert [event.name for event in emitted()[before:]] == [
        "content.course.unpublished",
        "content.course.archived",
    ]
    assert not CoursePage.objects.get(pk=course.pk).live
