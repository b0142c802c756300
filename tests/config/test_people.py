import pytest
from django.contrib.auth.models import Group as Role
from django.urls import reverse

from events.catalogue.people import (
    LearnerRegistered,
    LocaleChanged,
    RoleGranted,
    RoleRevoked,
)
from lms.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(
        UserFactory(is_superuser=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def told(**changes):
    return {
        "username": "salma.b",
        "given_name_latin": "Salma",
        "family_name_latin": "Berrada",
        "given_name_arabic": "سلمى",
        "family_name_arabic": "برادة",
        "language": "ar",
        **changes,
    }


def test_person_is_made_with_names_in_two_scripts(admin):
    address = reverse("wagtailusers_users:add")
    page = admin.get(address).content.decode()
    assert 'name="given_name_arabic"' in page
    assert 'name="first_name"' not in page

    admin.post(address, told(password1="tram-lune-2026", password2="tram-lune-2026"))

    person = User.objects.get(username="salma.b")
    assert person.full_name("fr") == "Salma Berrada"
    assert person.full_name("ar") == "سلمى برادة"
    assert person.check_password("tram-lune-2026")


def test_person_is_edited_and_keeps_the_password(admin):
    person = UserFactory(username="salma.b")
    password = person.password
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert 'name="family_name_latin"' in admin.get(address).content.decode()

    admin.post(address, told(is_active="on"))

    person.refresh_from_db()
    assert person.full_name("fr") == "Salma Berrada"
    assert person.password == password


def test_people_are_found_by_their_arabic_name(admin):
    person = UserFactory(given_name_arabic="سلمى")

    page = admin.get(reverse("wagtailusers_users:index"), {"q": "سلمى"})

    assert f"/users/edit/{person.pk}/" in page.content.decode()


def test_what_is_changed_in_the_administration_is_told(admin, emitted):
    learner, editor = (
        Role.objects.get_or_create(name=name)[0] for name in ("learner", "editor")
    )
    secret = {"password1": "tram-lune-2026", "password2": "tram-lune-2026"}
    admin.post(reverse("wagtailusers_users:add"), told(groups=[learner.pk], **secret))
    person = User.objects.get(username="salma.b")
    address = reverse("wagtailusers_users:edit", args=[person.pk])

    admin.post(address, told(groups=[learner.pk], is_active="on"))
    admin.post(address, told(groups=[editor.pk], language="fr", is_active="on"))

    assert [(type(event), event.person_key) for event in emitted()] == [
        (LearnerRegistered, person.key),
        (RoleGranted, person.key),
        (LocaleChanged, person.key),
        (RoleGranted, person.key),
        (RoleRevoked, person.key),
    ]
    assert [emitted()[3].role, emitted()[4].role] == ["editor", "learner"]


def test_my_account_asks_for_my_names_in_two_scripts(admin):
    address = reverse("wagtailadmin_account")
    page = admin.get(address).text
    assert "name_email-given_name_arabic" in page
    assert "name_email-first_name" not in page

    me = User.objects.get()
    sent = {
        "name_email-given_name_latin": "Rim",
        "name_email-family_name_latin": "Chraibi",
        "name_email-given_name_arabic": "ريم",
        "name_email-family_name_arabic": "الشرايبي",
        "name_email-email": "",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    answer = admin.post(address, sent)

    assert answer.status_code == 302
    me.refresh_from_db()
    assert (me.full_name("fr"), me.full_name("ar")) == ("Rim Chraibi", "ريم الشرايبي")
