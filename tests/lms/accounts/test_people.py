import datetime as dt

import pytest

from events.catalogue.people import LearnerRegistered, LocaleChanged, RoleGranted
from lms.accounts import permissions
from lms.accounts.models import User
from lms.accounts.services import (
    UnknownLanguage,
    UnknownRole,
    choose_language,
    create_person,
)
from tests.factories.accounts import EducatorFactory, LearnerFactory, UserFactory

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
NAMES = {
    "given_name_latin": "Salma",
    "family_name_latin": "Benani",
    "given_name_arabic": "سلمى",
    "family_name_arabic": "بناني",
}


def test_names_follow_the_readers_script():
    person = User(**NAMES)

    assert person.full_name("fr") == "Salma Benani"
    assert person.full_name("ar") == "سلمى بناني"
    assert person.display_name("fr") == "Salma B."
    assert person.display_name("ar") == "سلمى ب."
    assert (person.initials_in("fr"), person.initials_in("ar")) == ("SB", "س ب")


def test_initial_of_an_arabic_name_is_not_its_article():
    person = User(**NAMES | {"family_name_arabic": "الغازي"})

    assert person.display_name("ar") == "سلمى غ."
    assert person.initials_in("ar") == "س غ"


def test_avatar_of_a_person_is_in_their_own_script():
    assert [User(**NAMES, language=one).initials for one in ("fr", "ar", "en")] == [
        "SB",
        "س ب",
        "SB",
    ]


def test_missing_script_is_stood_in_for_by_the_other():
    assert User(given_name_latin="Ali", username="ali").full_name("ar") == "Ali"


def test_person_without_names_goes_by_the_user_name():
    person = User(username="amine")

    assert (person.full_name("fr"), person.display_name("ar"), person.initials) == (
        "amine",
        "amine",
        "AM",
    )


@pytest.mark.django_db
def test_create_person_gives_roles_and_a_password(emitted):
    person = create_person(
        username="salma",
        password="x",
        roles=["learner", "educator"],
        names=NAMES,
        language="ar",
        at=NOON,
    )

    assert person.check_password("x")
    assert permissions.is_learner(person)
    registered, *granted = emitted()
    assert (type(registered), registered.locale) == (LearnerRegistered, "ar")
    assert [(type(event), event.role) for event in granted] == [
        (RoleGranted, "educator"),
        (RoleGranted, "learner"),
    ]
    assert {event.person_key for event in emitted()} == {person.key}


@pytest.mark.django_db
def test_create_person_refuses_what_is_unknown(emitted):
    with pytest.raises(UnknownRole):
        create_person(username="a", password=None, roles=["king"], names={}, at=NOON)
    with pytest.raises(UnknownLanguage):
        create_person(
            username="a", password=None, roles=[], names={}, at=NOON, language="xx"
        )
    with pytest.raises(UnknownLanguage):
        choose_language(person=UserFactory(), language="xx", at=NOON)
    assert emitted() == []


@pytest.mark.django_db
def test_choosing_the_language_spoken_already_tells_nobody(emitted):
    person = UserFactory(language="fr")

    choose_language(person=person, language="fr", at=NOON)
    assert emitted() == []

    choose_language(person=person, language="ar", at=NOON)
    [event] = emitted()
    assert (type(event), event.locale) == (LocaleChanged, "ar")


@pytest.mark.django_db
def test_roles_are_what_the_groups_say():
    educator, learner = EducatorFactory(), LearnerFactory()

    assert (
        permissions.is_staff_member(educator),
        permissions.is_staff_member(learner),
    ) == (True, False)
    assert educator.has_perm("lms.use_desk")
    assert not learner.has_perm("lms.use_desk")
