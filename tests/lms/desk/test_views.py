import datetime as dt
import uuid

import pytest
from django.utils import timezone

from cms.api import get_course_outline
from lms.audit.models import Action, AuditEntry
from lms.progress.models import LedgerEntry, LessonProgress
from lms.progress.services import open_lesson, record_answer, tick_lesson
from tests.factories.accounts import CoordinatorFactory, LearnerFactory


def board_of(group):
    return f"/desk/groups/{group.pk}/"


def story_of(enrolment):
    return f"/desk/learners/{enrolment.learner.key}/"


def lessons_of(enrolment):
    return get_course_outline(enrolment.course_key).lessons


def begin(enrolment, *, ago=dt.timedelta(0)):
    open_lesson(
        enrolment=enrolment,
        lesson_key=lessons_of(enrolment)[0].key,
        idempotency_key=uuid.uuid4(),
        at=timezone.now() - ago,
    )


def answer(enrolment, *, right, ago=dt.timedelta(0)):
    lesson = lessons_of(enrolment)[0]
    record_answer(
        enrolment=enrolment,
        lesson_key=lesson.key,
        item_key=lesson.items[0].key,
        answer={"choice": "suite"},
        right=right,
        share=float(right),
        idempotency_key=uuid.uuid4(),
        at=timezone.now() - ago,
    )


def finish(enrolment, by):
    tick_lesson(
        enrolment=enrolment,
        lesson_key=lessons_of(enrolment)[0].key,
        actor=by,
        idempotency_key=uuid.uuid4(),
        at=timezone.now(),
    )


@pytest.mark.parametrize("path", ["/desk/", "/desk/groups/", "/desk/groups/1/"])
def test_desk_is_closed_to_learners(client, db, path):
    client.force_login(LearnerFactory())

    assert client.get(path).status_code == 403


def test_story_is_closed_to_learners(client, join):
    enrolment = join()
    client.force_login(enrolment.learner)

    assert client.get(story_of(enrolment)).status_code == 403


def test_desk_asks_strangers_to_sign_in(client, db):
    assert client.get("/desk/").status_code == 302


def test_desk_is_kept_by_no_cache(client, educator):
    assert "no-store" in client.get("/desk/")["Cache-Control"]


@pytest.mark.parametrize("learners", [1, 3])
def test_morning_asks_the_same_of_the_database_whatever_its_length(
    client, educator, join, learners, django_assert_num_queries
):
    for _ in range(learners):
        begin(join(), ago=dt.timedelta(days=9))
        finish(join(), educator)
    client.get("/desk/")

    with django_assert_num_queries(10):
        response = client.get("/desk/")

    assert len(response.context["morning"].quiet) == learners
    assert len(response.context["morning"].finishes) == learners


def test_morning_says_since_when_no_lesson_was_opened(client, educator, join):
    begin(join(), ago=dt.timedelta(days=8, hours=1))
    begin(join(), ago=dt.timedelta(days=6))

    [quiet] = client.get("/desk/").context["morning"].quiet

    assert (quiet.days, quiet.has_begun) == (8, True)


def test_morning_of_one_group_leaves_out_the_others(client, join, group):
    join()
    client.force_login(CoordinatorFactory())

    morning = client.get("/desk/", {"group": group.pk}).context["morning"]
    every = client.get("/desk/", {"group": "none"}).context["morning"]

    assert morning.chosen.id == group.pk
    assert every.chosen is None


def test_morning_without_groups_says_so(client, stranger):
    response = client.get("/desk/")

    assert response.status_code == 200
    assert response.context["morning"].groups == ()
    assert client.get("/desk/groups/").url == "/desk/"


def test_groups_lead_to_the_first(client, educator, join, group):
    join()

    assert client.get("/desk/groups/").url == board_of(group)


def test_coordinator_sees_every_group(client, join, group):
    join()
    client.force_login(CoordinatorFactory())

    assert client.get(board_of(group)).status_code == 200


def test_board_of_others_is_not_found(client, stranger, group):
    assert client.get(board_of(group)).status_code == 404


@pytest.mark.parametrize("learners", [1, 3])
def test_board_asks_the_same_of_the_database_whatever_its_length(
    client, educator, join, group, learners, django_assert_num_queries
):
    for _ in range(learners):
        begin(join())
    client.get(board_of(group))

    with django_assert_num_queries(10):
        response = client.get(board_of(group))

    assert len(response.context["board"].rows) == learners


def test_board_tells_how_each_stands(client, educator, join, group):
    done, stuck, now, ahead = join(), join(), join(), join()
    finish(done, educator)
    for _ in range(3):
        answer(stuck, right=False)
    begin(now)

    board = client.get(board_of(group), {"order": "name"}).context["board"]

    states = {row.learner.key: row.cells[0].state for row in board.rows}
    assert [states[one.learner.key] for one in (done, stuck, now, ahead)] == [
        "done",
        "stuck",
        "now",
        "none",
    ]
    assert (board.stuck, board.learning, board.columns[0].done) == (1, 2, 1)


def test_board_puts_who_is_stuck_first(client, educator, join, group):
    join(family_name_latin="Aaa")
    stuck = join(family_name_latin="Zzz")
    for _ in range(3):
        answer(stuck, right=False)

    first = client.get(board_of(group)).context["board"].rows[0]
    by_name = client.get(board_of(group), {"order": "name"}).context["board"].rows[0]

    assert first.learner.key == stuck.learner.key
    assert by_name.learner.key != stuck.learner.key


def test_board_names_namesakes_apart(client, educator, join, group):
    join(username="adam1")
    join(username="adam2")

    names = {
        row.learner.name for row in client.get(board_of(group)).context["board"].rows
    }

    assert names == {"Salma Benani (adam1)", "Salma Benani (adam2)"}


def test_board_of_an_unknown_module_shows_a_known_one(client, educator, join, group):
    join()

    response = client.get(board_of(group), {"module": "nowhere"})

    assert response.context["board"].module == "Module 1 fr"


def test_doorbell_fetches_the_moving_part_only(client, educator, join, group):
    join()

    response = client.get(board_of(group), headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "<html" not in html
    assert 'class="table board"' in html


def test_board_leaves_out_who_left(client, educator, join, group):
    join()
    group.memberships.update(left_date=timezone.localdate())

    assert client.get(board_of(group)).context["board"].rows == ()


def test_tick_counts_for_who_was_there(client, educator, join, group):
    there, away = join(), join()
    lesson = lessons_of(there)[0]

    response = client.post(
        board_of(group) + "tick/",
        {
            "lesson": lesson.key,
            "learners": [there.learner.key],
            "idempotency_key": uuid.uuid4(),
        },
    )

    assert response.url == board_of(group)
    [progress] = LessonProgress.objects.all()
    assert progress.enrolment == there
    assert LedgerEntry.objects.get().actor == educator
    assert not away.entries.exists()


def test_tick_sent_twice_counts_once(client, educator, join, group):
    enrolment = join()
    sent = {
        "lesson": lessons_of(enrolment)[0].key,
        "learners": [enrolment.learner.key],
        "idempotency_key": uuid.uuid4(),
    }

    client.post(board_of(group) + "tick/", sent)
    client.post(board_of(group) + "tick/", sent)

    assert LedgerEntry.objects.count() == 1


def test_tick_of_nobody_says_what_misses(client, educator, join, group):
    enrolment = join()

    response = client.post(
        board_of(group) + "tick/", {"lesson": lessons_of(enrolment)[0].key}
    )

    assert response.status_code == 400
    assert "learners" in response.context["form"].errors


def test_tick_of_another_s_learner_is_refused(client, educator, join, group):
    enrolment = join()

    response = client.post(
        board_of(group) + "tick/",
        {
            "lesson": lessons_of(enrolment)[0].key,
            "learners": [LearnerFactory().key],
            "idempotency_key": uuid.uuid4(),
        },
    )

    assert response.status_code == 400
    assert not LedgerEntry.objects.exists()


def test_tick_shows_who_may_have_been_there(client, educator, join, group):
    join()

    assert client.get(board_of(group) + "tick/").status_code == 200


def test_tick_of_a_group_that_everybody_has_left_offers_no_form(
    client, educator, join, group
):
    join()
    group.memberships.update(left_date=timezone.localdate())

    page = client.get(board_of(group) + "tick/").text

    assert "idempotency_key" not in page
    assert 'class="empty' in page


def test_story_tells_what_was_done(client, educator, join):
    enrolment = join()
    answer(enrolment, right=False)
    answer(enrolment, right=True)

    story = client.get(story_of(enrolment)).context["story"]

    assert [chapter.kind for chapter in story.chapters] == ["worked", "entered"]
    assert (story.chapters[0].answers, story.chapters[0].right) == (2, 1)
    assert story.days_worked == 1


@pytest.mark.parametrize("days", [1, 3])
def test_story_asks_the_same_of_the_database_whatever_its_length(
    client, educator, join, days, django_assert_num_queries
):
    enrolment = join()
    for day in range(days):
        answer(enrolment, right=True, ago=dt.timedelta(days=day))
    client.get(story_of(enrolment))

    with django_assert_num_queries(23):
        response = client.get(story_of(enrolment))

    assert len(response.context["story"].chapters) == days + 1


def test_story_names_who_ticked(client, educator, join):
    enrolment = join()
    finish(enrolment, educator)

    story = client.get(story_of(enrolment)).context["story"]

    assert story.chapters[0].ticked_by == educator.display_name("fr")
    assert story.modules[0].lessons[0].by_educator


def test_story_of_who_left_tells_it(client, educator, join):
    enrolment = join()
    enrolment.exited_at = timezone.now()
    enrolment.state, enrolment.exit_code = "exited", "school"
    enrolment.save()

    story = client.get(story_of(enrolment)).context["story"]

    assert story.chapters[0].kind == "left"
    assert story.quiet_days is None


def test_every_look_at_a_story_is_in_the_journal(client, educator, join):
    enrolment = join()

    client.get(story_of(enrolment))
    response = client.get(story_of(enrolment))

    entries = AuditEntry.objects.filter(action=Action.SAW_STORY)
    assert [(one.actor, one.subject_key) for one in entries] == [
        (educator, enrolment.learner.key)
    ] * 2
    [reader] = response.context["story"].readers
    assert reader.name == educator.display_name("fr")


def test_story_out_of_reach_is_not_found_and_not_in_the_journal(client, stranger, join):
    assert client.get(story_of(join())).status_code == 404
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_pages_speak_the_reader_s_language(client, educator, join, group, language):
    enrolment = join()
    begin(enrolment, ago=dt.timedelta(days=9))
    educator.language = language
    educator.save()
    client.cookies["django_language"] = language

    for path in ("/desk/", board_of(group), story_of(enrolment)):
        assert f'lang="{language}"' in client.get(path).content.decode()
