import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.api import get_course_outline
from lms.enrolment.services import exit_learner
from lms.notifications.models import Kind, Reason
from lms.notifications.services import notify
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import item_key, make_course
from tests.factories.enrolment import make_enrolment

pytestmark = pytest.mark.django_db


def see(client, name, *args):
    return client.get(reverse(f"portal:{name}", args=args))


def begin(client, lesson):
    return client.post(
        reverse("portal:begin", args=[lesson.key]), {"act": str(uuid.uuid4())}
    )


def send(client, lesson, step, slug, **told):
    return client.post(
        reverse("portal:step", args=[lesson.key, step]),
        {"act": str(uuid.uuid4()), "item": str(item_key(lesson.key, slug)), **told},
    )


def finish(client, lesson):
    return client.post(
        reverse("portal:finish", args=[lesson.key]), {"act": str(uuid.uuid4())}
    )


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_pages_show_in_the_persons_language(
    signed_in, learner, outline, lesson, language
):
    learner.language = language
    learner.save()
    begin(signed_in, lesson)

    for name, *args in [
        ("today",),
        ("courses",),
        ("course", outline.key),
        ("module", outline.key, outline.modules[0].key),
        ("why", outline.key),
        ("why_lesson", outline.key, lesson.key),
        ("lesson", lesson.key),
        ("step", lesson.key, 1),
        ("finish", lesson.key),
        ("profile",),
        ("help",),
    ]:
        response = see(signed_in, name, *args)
        assert response.status_code == 200, name
        assert f'lang="{language}"' in response.content.decode(), name


def test_pages_ask_a_visitor_to_sign_in(client, outline, lesson):
    response = see(client, "step", lesson.key, 1)

    assert response.url == f"/account/login/?next=/portal/lessons/{lesson.key}/steps/1/"


def test_help_is_open_to_everybody(client, db):
    assert "2511" in see(client, "help").content.decode()


def test_today_without_a_course_says_so(client, db):
    client.force_login(LearnerFactory())

    assert 'class="empty' in see(client, "today").content.decode()


def test_lesson_of_another_course_is_not_found(signed_in):
    other = make_course(code="autre")
    lesson = get_course_outline(other.translation_key).lessons[0]

    assert see(signed_in, "lesson", lesson.key).status_code == 404
    assert see(signed_in, "step", lesson.key, 1).status_code == 404
    assert begin(signed_in, lesson).status_code == 404
    assert send(signed_in, lesson, 1, "solide", choice="phrase").status_code == 404


def test_lesson_that_is_nowhere_is_not_found(signed_in):
    assert see(signed_in, "lesson", uuid.uuid4()).status_code == 404


def test_step_beyond_the_last_is_not_found(signed_in, lesson):
    begin(signed_in, lesson)

    assert see(signed_in, "step", lesson.key, 99).status_code == 404


def test_step_of_a_lesson_not_begun_leads_to_its_start(signed_in, lesson):
    assert see(signed_in, "step", lesson.key, 2).url == reverse(
        "portal:lesson", args=[lesson.key]
    )


def test_lesson_goes_on_where_its_learner_stopped(signed_in, lesson):
    begin(signed_in, lesson)
    see(signed_in, "step", lesson.key, 2)

    page = see(signed_in, "today").content.decode()

    assert reverse("portal:step", args=[lesson.key, 2]) in page


def test_answer_leads_back_to_its_question(signed_in, lesson, enrolment):
    begin(signed_in, lesson)

    response = send(signed_in, lesson, 1, "solide", choice="phrase")

    question = item_key(lesson.key, "solide")
    assert response.url == (
        reverse("portal:step", args=[lesson.key, 1]) + f"#act-{question}"
    )
    page = see(signed_in, "step", lesson.key, 1).content.decode()
    assert "choice--good" in page
    assert enrolment.entries.filter(kind="answered", right=True).count() == 1


def test_wrong_answer_gets_words_a_hint_more_and_another_try(signed_in, lesson):
    begin(signed_in, lesson)

    send(signed_in, lesson, 1, "solide", choice="suite")
    page = see(signed_in, "step", lesson.key, 1).content.decode()

    assert "Trop court." in page
    assert "note--bad" in page
    assert "Long." not in page
    send(signed_in, lesson, 1, "solide", choice="suite")
    assert "Long." in see(signed_in, "step", lesson.key, 1).content.decode()


def test_answer_without_a_choice_keeps_the_page_and_says_why(
    signed_in, lesson, enrolment
):
    begin(signed_in, lesson)

    response = send(signed_in, lesson, 1, "solide")

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not enrolment.entries.filter(kind="answered").exists()


def test_answer_that_is_no_number_is_kept_in_its_field(signed_in, lesson):
    begin(signed_in, lesson)

    response = send(signed_in, lesson, 2, "compter", number="quatorze")

    assert response.status_code == 422
    assert 'value="quatorze"' in response.content.decode()


def test_answer_sent_twice_counts_once(signed_in, lesson, enrolment):
    begin(signed_in, lesson)
    act = str(uuid.uuid4())

    send(signed_in, lesson, 2, "compter", number="14", act=act)
    send(signed_in, lesson, 2, "compter", number="14", act=act)

    assert enrolment.entries.filter(kind="answered").count() == 1


def test_answer_changed_under_the_same_key_is_asked_again(signed_in, lesson, enrolment):
    begin(signed_in, lesson)
    act = str(uuid.uuid4())
    send(signed_in, lesson, 2, "compter", number="14", act=act)

    response = send(signed_in, lesson, 2, "compter", number="15", act=act)

    assert response.status_code == 422
    assert 'value="15"' in response.content.decode()
    assert act not in response.content.decode()
    assert enrolment.entries.filter(kind="answered").count() == 1


def test_answer_of_no_question_changes_nothing(signed_in, lesson, enrolment):
    begin(signed_in, lesson)

    assert send(signed_in, lesson, 1, "nowhere", choice="x").status_code == 422
    assert (
        signed_in.post(reverse("portal:step", args=[lesson.key, 1])).status_code == 422
    )
    assert not enrolment.entries.filter(kind="answered").exists()


def test_lesson_is_finished_step_by_step(signed_in, lesson, enrolment):
    begin(signed_in, lesson)
    send(signed_in, lesson, 1, "solide", choice="phrase")
    assert finish(signed_in, lesson).url == reverse("portal:finish", args=[lesson.key])
    missing = see(signed_in, "finish", lesson.key).content.decode()
    assert reverse("portal:step", args=[lesson.key, 2]) in missing

    send(signed_in, lesson, 2, "compter", number="١٤")
    finish(signed_in, lesson)
    finish(signed_in, lesson)

    assert enrolment.lessons.get().is_completed
    assert enrolment.entries.filter(kind="completed").count() == 1


def test_closed_enrolment_can_be_read_but_not_answered(
    signed_in, learner, lesson, enrolment, django_user_model
):
    begin(signed_in, lesson)
    exit_learner(enrolment=enrolment, exit_code="school", at=enrolment.enrolled_at)

    assert see(signed_in, "step", lesson.key, 1).status_code == 200
    response = send(signed_in, lesson, 1, "solide", choice="phrase")

    assert response.url == reverse("portal:lesson", args=[lesson.key])
    assert not enrolment.entries.filter(kind="answered").exists()


def test_closed_enrolment_shows_what_was_never_begun(signed_in, lesson, enrolment):
    exit_learner(enrolment=enrolment, exit_code="school", at=enrolment.enrolled_at)

    assert see(signed_in, "step", lesson.key, 1).status_code == 200
    assert begin(signed_in, lesson).url == reverse("portal:lesson", args=[lesson.key])


def test_step_takes_few_queries(signed_in, lesson, django_assert_num_queries):
    begin(signed_in, lesson)
    send(signed_in, lesson, 1, "solide", choice="suite")
    see(signed_in, "step", lesson.key, 1)

    with django_assert_num_queries(6):
        see(signed_in, "step", lesson.key, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_courses_take_the_same_queries_for_one_and_three(
    client, db, count, django_assert_num_queries
):
    learner = LearnerFactory()
    for number in range(count):
        page = make_course(code=f"cours{number}")
        make_enrolment(page.translation_key, learner)
    client.force_login(learner)
    see(client, "courses")

    with django_assert_num_queries(7):
        see(client, "courses")


@pytest.mark.parametrize("count", [1, 3])
def test_today_takes_the_same_queries_for_one_and_three(
    client, db, count, django_assert_num_queries
):
    learner = LearnerFactory()
    for number in range(count):
        page = make_course(code=f"cours{number}")
        make_enrolment(page.translation_key, learner)
        notify(
            audience=[learner],
            kind=Kind.ENROLLED,
            reason=Reason.OWN,
            params={"course_key": str(page.translation_key)},
            dedupe_key=str(number),
            event_id=uuid.uuid4(),
            at=timezone.now(),
        )
    client.force_login(learner)
    see(client, "today")

    with django_assert_num_queries(10):
        response = see(client, "today")

    assert len(response.context["others"]) == count - 1
    assert len(response.context["notices"]) == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("course", 8), ("module", 8), ("why", 11)]
)
def test_maps_take_the_same_queries_for_one_and_three_lessons(
    client, db, name, queries, count, django_assert_num_queries
):
    page = make_course(lessons=count, modules=count)
    learner = make_enrolment(page.translation_key).learner
    client.force_login(learner)
    outline = get_course_outline(page.translation_key)
    for each in outline.lessons[:count]:
        begin(client, each)
        send(client, each, 1, "solide", choice="suite")
    below = [outline.modules[0].key] if name == "module" else []
    see(client, name, outline.key, *below)

    with django_assert_num_queries(queries):
        see(client, name, outline.key, *below)
