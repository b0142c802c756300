import pytest
from django.utils import timezone

from cms.api import get_course_outline
from lms.audit.models import Action, AuditEntry
from lms.enrolment.models import Speciality
from lms.enrolment.services import choose_speciality, exit_learner
from tests.factories.accounts import CoordinatorFactory
from tests.factories.courses import make_course


@pytest.fixture
def course(db):
    return make_course(modules=3, lessons=1, choices="M2, M3", languages=("fr", "ar"))


@pytest.fixture
def enrolment(join):
    return join()


@pytest.fixture
def modules(enrolment):
    return get_course_outline(enrolment.course_key).modules


@pytest.fixture
def story_url(enrolment):
    return f"/desk/learners/{enrolment.learner.key}/"


@pytest.fixture
def choice_url(story_url):
    return f"{story_url}specialities/1/"


def fork_of(client, story_url):
    (fork,) = client.get(story_url).context["story"].forks
    return fork


def test_story_tells_what_the_learner_has_chosen(
    client, educator, enrolment, modules, story_url
):
    assert fork_of(client, story_url).chosen is None

    choose_speciality(
        enrolment=enrolment,
        module_key=modules[2].key,
        actor=enrolment.learner,
        at=timezone.now(),
    )

    fork = fork_of(client, story_url)
    assert fork.chosen.key == modules[2].key
    assert fork.chosen_by == enrolment.learner.display_name("fr")


def test_educator_chooses_with_the_learner_and_changes_it(
    client, educator, modules, story_url, choice_url
):
    assert choice_url in client.get(story_url).text

    assert client.post(choice_url, {"module": modules[1].key}).url == story_url
    client.post(choice_url, {"module": modules[2].key})

    (speciality,) = Speciality.objects.all()
    assert speciality.module_key == modules[2].key
    assert speciality.chosen_by == educator


def test_form_begins_with_what_stands(client, educator, modules, choice_url):
    client.post(choice_url, {"module": modules[1].key})

    form = client.get(choice_url).context["form"]

    assert form["module"].value() == modules[1].key


def test_coordinator_chooses_too(client, enrolment, modules, choice_url):
    client.force_login(CoordinatorFactory())

    client.post(choice_url, {"module": modules[1].key})

    assert Speciality.objects.get().enrolment == enrolment


def test_choice_of_nothing_or_of_what_everybody_has_is_refused(
    client, educator, modules, choice_url
):
    for sent in ({}, {"module": modules[0].key}, {"module": "M2"}):
        assert client.post(choice_url, sent).status_code == 400

    assert not Speciality.objects.exists()


def test_look_at_the_choice_is_in_the_journal(client, educator, enrolment, choice_url):
    client.get(choice_url)

    entry = AuditEntry.objects.get(action=Action.SAW_STORY)
    assert (entry.actor, entry.subject_key) == (educator, enrolment.learner.key)


def test_who_accompanied_a_learner_reads_the_choice_and_leaves_it(
    client, educator, group, modules, story_url, choice_url
):
    group.memberships.update(left_date=timezone.localdate())

    assert choice_url not in client.get(story_url).text
    assert client.post(choice_url, {"module": modules[1].key}).status_code == 404
    assert not Speciality.objects.exists()


def test_choice_of_others_learners_is_not_found(client, stranger, choice_url):
    assert client.get(choice_url).status_code == 404


def test_choice_that_the_course_has_not_is_not_found(client, educator, story_url):
    assert client.get(f"{story_url}specialities/2/").status_code == 404


def test_left_course_keeps_its_choice(
    client, enrolment, group, modules, story_url, choice_url
):
    client.force_login(CoordinatorFactory())
    exit_learner(enrolment=enrolment, exit_code="moved", at=timezone.now())
    group.memberships.update(left_date=None)

    assert choice_url not in client.get(story_url).text
    response = client.post(choice_url, {"module": modules[1].key}, follow=True)

    assert response.redirect_chain == [(story_url, 302)]
    assert not Speciality.objects.exists()
