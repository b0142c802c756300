import pytest
from django.urls import reverse

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
