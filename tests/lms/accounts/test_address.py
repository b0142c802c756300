"""A person changes the address they are written to."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from events.catalogue.people import EmailChanged
from lms.accounts.models import User
from lms.accounts.services import announce_account, look_at_account
from lms.notifications.models import Dispatch
from tests.factories.accounts import EducatorFactory, LearnerFactory
from tests.factories.notifications import NOON, send, states, tell, want

pytestmark = pytest.mark.django_db

NEW = "driss.neuf@example.org"
PAGE = "/account/email/"


@pytest.fixture
def person(client):
    educator = EducatorFactory(email="driss.ancien@example.org")
    client.force_login(educator, backend="django.contrib.auth.backends.ModelBackend")
    return educator


def ask(client, email=NEW):
    return client.post(PAGE, {"action_add": "1", "email": email})


def find_link():
    return re.search(r"http://\S+(/account/confirm-email/\S+)", mail.outbox[-1].body)[1]


def changes(emitted):
    return [one for one in emitted() if isinstance(one, EmailChanged)]


def test_address_changes_once_it_is_confirmed(client, person, emitted):
    ask(client)
    person.refresh_from_db()
    assert person.email == "driss.ancien@example.org"
    assert NEW in client.get(PAGE).content.decode()
    assert mail.outbox[-1].to == [NEW]
    assert changes(emitted) == []

    link = find_link()
    client.get(link)
    assert changes(emitted) == []
    client.post(link)

    person.refresh_from_db()
    assert person.email == NEW
    [event] = changes(emitted)
    assert event.person_key == person.key
    assert "@" not in str(event.data)
    assert [one.email for one in EmailAddress.objects.filter(user=person)] == [NEW]
    # Once more changes nothing.
    client.post(link)
    assert len(changes(emitted)) == 1


def test_change_is_given_up_or_asked_for_again(client, person):
    ask(client, "faute@example.org")
    ask(client)
    client.post(PAGE, {"action_send": "1", "email": NEW})
    assert {one.to[0] for one in mail.outbox} == {"faute@example.org", NEW}

    client.post(PAGE, {"action_remove": "1", "email": NEW})

    person.refresh_from_db()
    assert person.email == "driss.ancien@example.org"
    client.get(PAGE)  # It says what was done.
    assert NEW not in client.get(PAGE).content.decode()


def test_letters_that_wait_for_the_old_address_are_not_sent(
    client, person, mail_sink, settings
):
    want(person)
    tell(person)
    ask(client)
    client.post(find_link())

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_sink.port
    send(at=NOON)
    tell(User.objects.get(pk=person.pk))
    send(at=NOON)

    assert states() == ["cancelled", "sent"]
    assert Dispatch.objects.earliest("pk").reason == "address changed"
    assert [copy.recipient for copy in mail_sink.accepted] == [NEW]


def test_who_has_no_address_gives_one(client, emitted):
    learner = LearnerFactory(email="")
    client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")

    ask(client)
    client.post(find_link())

    learner.refresh_from_db()
    assert learner.email == NEW
    assert len(changes(emitted)) == 1


def test_mail_that_cannot_be_sent_is_said(client, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = ask(client)

    assert response.status_code == 503
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_administrator_changes_an_address(emitted):
    person = EducatorFactory(email="driss.ancien@example.org")
    EmailAddress.objects.create(user=person, email=person.email)
    before = look_at_account(person)
    person.email = NEW
    person.save()

    announce_account(person=person, before=before, at=NOON)

    assert len(changes(emitted)) == 1
    # The address before signs in no more, and gets no new password.
    assert not EmailAddress.objects.exists()
