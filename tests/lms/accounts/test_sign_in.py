import pytest
from django.core.cache import cache
from django.urls import reverse

from events.catalogue.learning import SessionRevoked
from lms.accounts import permissions
from lms.accounts.models import User
from tests.factories.accounts import (
    CoordinatorFactory,
    EducatorFactory,
    LearnerFactory,
    UserFactory,
)
from tests.services.processes import free_port

pytestmark = pytest.mark.django_db

PASSWORD = "forsa-2026"


@pytest.fixture(autouse=True)
def _no_guesses_yet():
    cache.clear()


def sign_in(client, login, password=PASSWORD, **told):
    return client.post(
        reverse("account_login"), {"login": login, "password": password, **told}
    )


@pytest.mark.parametrize(
    ("make", "home"),
    [
        (LearnerFactory, "/portal/"),
        (EducatorFactory, "/desk/"),
        (CoordinatorFactory, "/desk/"),
        (lambda: UserFactory(roles=[permissions.EDITOR]), "/editor/"),
        (lambda: UserFactory(roles=[permissions.ADMINISTRATOR]), "/desk/"),
    ],
)
def test_sign_in_leads_to_where_ones_work_is(client, make, home):
    assert sign_in(client, make().username).url == home


def test_sign_in_takes_the_email_too(client):
    assert sign_in(client, LearnerFactory().email).url == "/portal/"


def test_sign_in_leads_back_to_the_page_asked_for(client):
    response = sign_in(client, LearnerFactory().username, next="/portal/courses/")

    assert response.url == "/portal/courses/"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:x"]
)
def test_sign_in_never_leads_away(client, away):
    assert sign_in(client, LearnerFactory().username, next=away).url == "/portal/"


def test_sign_in_refuses_a_wrong_password_and_keeps_the_name(client):
    person = LearnerFactory()

    response = sign_in(client, person.username, "wrong")

    assert f'value="{person.username}"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_in_refuses_a_closed_account(client):
    person = LearnerFactory(is_active=False)

    sign_in(client, person.username)

    assert "_auth_user_id" not in client.session


def test_sign_in_limits_how_often_one_may_guess(client):
    person = LearnerFactory()

    for _ in range(10):
        sign_in(client, person.username, "wrong")

    sign_in(client, person.username)
    assert "_auth_user_id" not in client.session


def test_nobody_opens_an_account_alone(client):
    response = client.post(
        reverse("account_signup"),
        {"username": "me", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert "form" not in (response.context or {})
    assert not User.objects.filter(username="me").exists()


def test_sign_out_closes_the_persons_sockets(client, emitted):
    person = LearnerFactory()
    client.force_login(person)

    client.post(reverse("account_logout"))

    [event] = emitted()
    assert type(event) is SessionRevoked
    assert event.person_key == person.key


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_signup",
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_account_pages_speak_the_visitors_language(client, name, language):
    page = client.get(reverse(name), headers={"Accept-Language": language})

    assert f'lang="{language}"' in page.content.decode()


def test_account_pages_of_who_is_signed_in_show(client):
    client.force_login(LearnerFactory())

    for name in ["account_change_password", "account_logout"]:
        assert client.get(reverse(name)).status_code == 200


def test_person_is_spoken_to_in_their_language(client):
    client.force_login(LearnerFactory(language="ar"))

    assert 'dir="rtl"' in client.get("/portal/").content.decode()


def test_language_once_chosen_is_kept_with_the_person(client):
    person = LearnerFactory()
    client.force_login(person)

    client.post(reverse("ui:language"), {"language": "ar", "next": "/portal/"})

    person.refresh_from_db()
    assert person.language == "ar"
    assert 'dir="rtl"' in client.get("/portal/").content.decode()


def test_profile_keeps_the_language(client):
    person = LearnerFactory()
    client.force_login(person)

    client.post(reverse("portal:profile"), {"language": "en"})
    refused = client.post(reverse("portal:profile"), {"language": "xx"})

    person.refresh_from_db()
    assert (person.language, refused.status_code) == ("en", 422)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "un nouveau mot de passe"), ("ar", "كلمة سر جديدة")],
)
def test_reset_mail_speaks_the_language_of_the_reader(
    client, mailoutbox, language, words
):
    person = LearnerFactory()
    client.cookies["django_language"] = language

    client.post(reverse("account_reset_password"), {"email": person.email})

    assert words in mailoutbox[0].subject
    assert person.username in mailoutbox[0].body
    assert "/account/password/reset/key/" in mailoutbox[0].body
    html, kind = mailoutbox[0].alternatives[0]
    assert (kind, f'lang="{language}"' in html) == ("text/html", True)
    assert 'class="m-button"' in html


def test_reset_says_what_to_do_when_the_mail_server_is_down(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    person = LearnerFactory()
    client.cookies["django_language"] = "fr"

    response = client.post(reverse("account_reset_password"), {"email": person.email})

    page = response.content.decode()
    assert response.status_code == 503
    assert f'value="{person.email}"' in page
    assert "ne peut pas partir" in page


def test_reset_tells_an_unknown_address_nothing(client, mailoutbox):
    response = client.post(
        reverse("account_reset_password"), {"email": "nobody@example.org"}
    )

    assert response.url == reverse("account_reset_password_done")
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "mot de passe n’est pas le bon"), ("ar", "كلمة السر غير صحيح")],
)
def test_sign_in_says_what_is_wrong_in_our_words(client, language, words):
    client.cookies["django_language"] = language

    response = sign_in(client, LearnerFactory().username, "wrong")

    assert words in response.content.decode()
