"""What a mail provider says of a letter after it has gone."""

import uuid

import pytest
from django.utils import timezone

from events.catalogue.learning import AddressBounced, AddressComplained
from events.inbox.reading import Inbound
from events.inbox.services import accept_events
from lms.notifications.models import Dispatch, Suppression
from tests.factories.notifications import send, states, tell, want
from tests.factories.outside import make_source


@pytest.fixture
def sent(educator, mail_server):
    want(educator)
    tell(educator)
    send()
    return Dispatch.objects.get()


@pytest.fixture
def say(db, drain):
    """A provider says something through the inbox, and it is heard."""
    source = make_source(prefix="urn:mail")

    def accept(kind, data, *, id_there=None):
        id_there = id_there or uuid.uuid4().hex
        told = {"id": id_there, "type": kind, "data": data}
        event = Inbound("urn:mail", id_there, kind, told)
        accept_events(source=source, events=[event], at=timezone.now())
        drain()

    return accept


def suppressions():
    return list(Suppression.objects.values_list("address_hash", "reason"))


def of(kind, emitted):
    return [one for one in emitted() if isinstance(one, kind)]


def test_letter_that_came_back_failed_and_its_address_gets_no_more(
    sent, say, educator, emitted, mail_server
):
    for _ in range(2):
        say("org.forsa.mail.bounced", {"message_id": sent.message_ref})
    tell(educator)
    send()

    assert states() == ["failed", "suppressed"]
    assert suppressions() == [(sent.address_hash, "bounced")]
    [event] = of(AddressBounced, emitted)
    assert event.person_key == educator.key
    assert len(mail_server.accepted) == 1


def test_letter_that_was_not_wanted_arrived_and_its_address_gets_no_more(
    sent, say, emitted
):
    say("org.forsa.mail.complained", {"message_id": sent.message_ref.strip("<>")})

    assert states() == ["sent"]
    assert suppressions() == [(sent.address_hash, "complained")]
    assert len(of(AddressComplained, emitted)) == 1


@pytest.mark.parametrize(
    ("kind", "state"), [("delivered", "sent"), ("bounced", "failed")]
)
def test_unknown_letter_is_known_then(sent, say, kind, state):
    Dispatch.objects.update(state="unknown", unknown_since=timezone.now())

    say(f"org.forsa.mail.{kind}", {"message_id": sent.message_ref})

    sent.refresh_from_db()
    assert (sent.state, sent.unknown_since) == (state, None)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("org.forsa.mail.bounced", {"message_id": "<nobody@elsewhere>"}),
        ("org.forsa.mail.bounced", {"message_id": f"<{uuid.uuid4()}@localhost>"}),
        ("org.forsa.mail.bounced", {"message_id": 7}),
        ("org.forsa.mail.bounced", None),
        ("org.crm.contact.changed", {"message_id": "<ours@localhost>"}),
    ],
)
def test_what_is_said_of_no_letter_of_ours_changes_nothing(sent, say, kind, data):
    say(kind, data)

    assert states() == ["sent"]
    assert suppressions() == []


def test_letter_that_waits_cannot_have_come_back(educator, say):
    want(educator)
    tell(educator)
    Dispatch.objects.update(message_ref=f"<{Dispatch.objects.get().key}@localhost>")

    say("org.forsa.mail.bounced", {"message_id": Dispatch.objects.get().message_ref})

    assert suppressions() == []
