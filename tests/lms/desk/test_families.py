import datetime as dt

import pytest
from django.utils import timezone

from lms.audit.models import Action, AuditEntry
from lms.families.models import Consent, Guardian, Guardianship, LearnerProfile
from lms.families.services import register_guardian
from tests.factories.accounts import CoordinatorFactory, EducatorFactory
from tests.factories.families import (
    GuardianFactory,
    GuardianshipFactory,
    LearnerProfileFactory,
)
from tests.factories.network import GroupMembershipFactory

SOMEBODY = {
    "quality": "mother",
    "given_name_latin": "Latifa",
    "family_name_latin": "Benani",
    "given_name_arabic": "",
    "family_name_arabic": "",
    "language": "ar",
    "channel": "call",
    "phone": "06 12 34 56 78",
}


def birth_date(*, years, days=100):
    """The day of birth of somebody that old who turns a year older in so many days."""
    today = timezone.localdate() + dt.timedelta(days=days)
    return today.replace(year=today.year - years - 1, day=min(today.day, 28))


@pytest.fixture
def learner(join):
    learner = join().learner
    LearnerProfileFactory(learner=learner, birth_date=birth_date(years=16))
    return learner


@pytest.fixture
def mother(learner):
    return GuardianshipFactory(
        learner=learner, until_date=timezone.localdate() + dt.timedelta(days=400)
    ).guardian


@pytest.fixture
def coordinator(client, db):
    coordinator = CoordinatorFactory()
    client.force_login(coordinator)
    return coordinator


def story_of(learner, page=""):
    return f"/desk/learners/{learner.key}/{page}"


def test_referent_sees_the_family_and_the_look_is_written_down(
    client, educator, learner, mother
):
    response = client.get(story_of(learner))

    assert response.context["family"].age == 16
    assert "Latifa Benani" in response.text
    assert "+212 000000002" in response.text
    looks = AuditEntry.objects.filter(action=Action.SAW_FAMILY)
    assert [(look.actor, look.subject_key) for look in looks] == [
        (educator, learner.key)
    ]


def test_educator_who_only_teaches_sees_the_story_alone(client, group, learner, mother):
    teacher = EducatorFactory()
    group.educators.add(teacher)
    client.force_login(teacher)

    response = client.get(story_of(learner))

    assert response.status_code == 200
    assert "Latifa" not in response.text
    assert not AuditEntry.objects.filter(action=Action.SAW_FAMILY).exists()
    assert client.get(story_of(learner, "consents/photo/give/")).status_code == 404


def test_referent_reads_the_family_and_leaves_it_to_the_coordination(
    client, educator, learner
):
    assert "guardians/add" not in client.get(story_of(learner)).text
    assert client.post(story_of(learner, "guardians/add/")).status_code == 403
    assert not Guardian.objects.exists()


def test_majority_that_is_near_is_said(client, educator, learner):
    tomorrow = timezone.localdate() + dt.timedelta(days=6)
    LearnerProfile.objects.update(birth_date=tomorrow.replace(year=tomorrow.year - 18))

    assert client.get(story_of(learner)).context["family"].days_to_majority == 6


def test_family_of_a_learner_without_profile_says_what_misses(
    client, coordinator, join
):
    learner = join().learner

    assert "consents/photo" not in client.get(story_of(learner)).text
    refused = client.post(story_of(learner, "guardians/add/"), SOMEBODY)
    assert refused.status_code == 400
    assert not Guardian.objects.exists()


def test_coordinator_notes_age_and_phone(client, coordinator, learner):
    page = story_of(learner, "profile/")
    born = birth_date(years=15)
    answer = client.post(
        page, {"birth_date": born.isoformat(), "sex": "male", "phone": "0612345678"}
    )

    assert answer.url == story_of(learner)
    profile = LearnerProfile.objects.get()
    assert (profile.birth_date, profile.phone) == (born, "+212612345678")
    assert "+212 6 12 34 56 78" in client.get(page).text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"birth_date": "2100-01-01"}, "birth_date"),
        ({"birth_date": "yesterday"}, "birth_date"),
        ({"phone": "12"}, "phone"),
        ({"sex": "x"}, "sex"),
    ],
)
def test_profile_says_at_the_field_what_is_wrong(
    client, coordinator, learner, sent, field
):
    answer = client.post(
        story_of(learner, "profile/"),
        {"birth_date": "2014-03-09", "sex": "male", "phone": "", **sent},
    )

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]


def test_coordinator_adds_a_guardian(client, coordinator, learner):
    answer = client.post(story_of(learner, "guardians/add/"), SOMEBODY)

    assert answer.url == story_of(learner)
    tie = Guardianship.objects.get(learner=learner)
    assert (tie.quality, tie.guardian.phone) == ("mother", "+212612345678")


def test_coordinator_ties_a_guardian_of_a_sister(client, coordinator, learner, group):
    sister = GroupMembershipFactory(group=group).learner
    LearnerProfileFactory(learner=sister, birth_date=birth_date(years=14))
    guardian = GuardianshipFactory(learner=sister).guardian
    stranger = GuardianFactory(family_name_latin="Alami")

    page = story_of(learner, "guardians/add/")
    assert str(guardian.key) in client.get(page).text
    assert str(stranger.key) not in client.get(page).text
    client.post(page, {**SOMEBODY, "family_name_latin": "", "known": guardian.key})

    assert guardian.guardianships.count() == 2


def test_referent_stands_in_where_there_is_nobody_yet(
    client, coordinator, learner, group
):
    client.post(
        story_of(learner, "guardians/add/"),
        {"quality": "none-yet", "language": "ar", "channel": "call"},
    )

    assert Guardianship.objects.get(learner=learner).stand_in == group.referent


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"quality": ""}, "quality"),
        ({"family_name_latin": ""}, "family_name_latin"),
        ({"phone": ""}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"language": "en"}, "language"),
    ],
)
def test_guardian_says_at_the_field_what_is_wrong(
    client, coordinator, learner, sent, field
):
    answer = client.post(story_of(learner, "guardians/add/"), {**SOMEBODY, **sent})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Guardian.objects.exists()


def test_referent_notes_a_consent_and_its_withdrawal(client, educator, learner, mother):
    page = story_of(learner, "consents/photo/")
    client.post(page + "give/", {"guardian": mother.key, "by_learner": "on"})
    assert "consents/photo/withdraw/" in client.get(story_of(learner)).text
    client.post(page + "withdraw/", {"who": "learner"})

    said = Consent.objects.order_by("pk")
    assert [(one.word, one.by_learner, one.recorded_by) for one in said] == [
        ("given", True, educator),
        ("withdrawn", True, educator),
    ]
    again = client.post(page + "withdraw/", {"who": "learner"})
    assert again.status_code == 400


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"by_learner": "on"}, "guardian"), ({"guardian": "mother"}, "by_learner")],
)
def test_consent_says_at_the_field_who_misses(
    client, educator, learner, mother, sent, field
):
    if "guardian" in sent:
        sent = {"guardian": mother.key}
    answer = client.post(story_of(learner, "consents/photo/give/"), sent)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Consent.objects.exists()


def test_consent_without_anybody_to_sign_is_refused(client, educator, learner):
    page = story_of(learner, "consents/photo/give/")

    assert client.get(page).status_code == 200
    assert client.post(page, {"by_learner": "on"}).status_code == 400
    assert not Consent.objects.exists()


def test_withdrawal_is_somebodys_word(client, educator, learner, mother):
    answer = client.post(story_of(learner, "consents/photo/withdraw/"), {})

    assert list(answer.context["form"].errors) == ["who"]


def test_use_that_nobody_is_asked_about_is_not_found(client, educator, learner):
    assert client.get(story_of(learner, "consents/diary/give/")).status_code == 404


@pytest.mark.parametrize("guardians", [1, 3])
def test_story_with_a_family_takes_the_same_queries_whatever_its_size(
    client, educator, learner, guardians, django_assert_num_queries
):
    for _ in range(guardians):
        register_guardian(
            learner=learner,
            quality="father",
            names={"family_name_latin": "Benani"},
            language="fr",
            channel="in-person",
            phone=None,
            at=timezone.now(),
        )
    client.get(story_of(learner))

    with django_assert_num_queries(23):
        client.get(story_of(learner))
