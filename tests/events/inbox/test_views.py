import json
import threading
import uuid

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from events.inbox import pace, services
from events.inbox.models import InboxEntry, InboxSource

pytestmark = pytest.mark.django_db

INBOX = "/events/inbox/"
EVENT = {
    "specversion": "1.0",
    "id": "7",
    "source": "https://crm.example/contacts",
    "type": "org.crm.contact.changed",
    "time": "2030-01-01T08:00:00Z",
    "datacontenttype": "application/json",
    "data": {"contact": 12, "note": "Été"},
}


@pytest.fixture
def token(db):
    created = services.create_source(
        name="CRM",
        prefix="https://crm.example/",
        actor=uuid.UUID(int=9),
        at=timezone.now(),
    )
    return created.token


@pytest.fixture
def post(client, token):
    def send(body=EVENT, *, content_type="application/cloudevents+json", **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", **headers}
        return client.post(
            INBOX, data, content_type=content_type, headers=headers
        )  # fmt: skip

    return send


def test_event_is_kept_and_announced(post, emitted):
    answer = post()

    entry = InboxEntry.objects.get()
    (accepted,) = emitted()
    assert (answer.status_code, answer.json()) == (200, {"accepted": 1})
    assert entry.cloud_event == EVENT
    assert (entry.source, entry.source_id, entry.type) == (
        "https://crm.example/contacts",
        "7",
        "org.crm.contact.changed",
    )
    assert accepted.name == "events.inbound.accepted"
    assert accepted.data == {
        "source_key": str(InboxSource.objects.get().key),
        "source": "https://crm.example/contacts",
        "id_there": "7",
        "type_there": "org.crm.contact.changed",
    }


def test_event_that_comes_again_is_answered_as_before(post, emitted):
    first, second = post(), post({**EVENT, "data": "changed"})

    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert InboxEntry.objects.get().cloud_event == EVENT
    assert len(emitted()) == 1


def test_one_id_of_two_sources_is_two_events(post, emitted):
    post()
    post({**EVENT, "source": "https://crm.example/visits"})

    assert len(emitted()) == 2


def test_event_may_stand_in_the_headers(post):
    answer = post(
        {"contact": 12},
        content_type="application/json; charset=utf-8",
        ce_specversion="1.0",
        ce_id="8",
        ce_source="https://crm.example/%C3%A9t%C3%A9",
        ce_type="t",
    )

    assert answer.status_code == 200
    assert InboxEntry.objects.get().cloud_event == {
        "specversion": "1.0",
        "id": "8",
        "source": "https://crm.example/été",
        "type": "t",
        "datacontenttype": "application/json; charset=utf-8",
        "data": {"contact": 12},
    }


def test_data_that_is_no_json_is_kept_as_bytes(post):
    post(
        b"\x00\xff",
        content_type="image/png",
        **{"ce-specversion": "1.0", "ce-id": "8", "ce-type": "t"},
        **{"ce-source": "https://crm.example/"},
    )

    assert InboxEntry.objects.get().cloud_event["data_base64"] == "AP8="


def test_batch_is_accepted_whole_or_not_at_all(post, emitted):
    batch = [{**EVENT, "id": str(number)} for number in range(3)]

    refused = post(
        [*batch, {**EVENT, "source": "https://other.example/"}],
        content_type="application/cloudevents-batch+json",
    )
    kept = InboxEntry.objects.count()
    accepted = post(batch, content_type="application/cloudevents-batch+json")

    assert (refused.status_code, kept) == (403, 0)
    assert accepted.json() == {"accepted": 3}
    assert [event.id_there for event in emitted()] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", "Basic Zm9yc2E6", "Bearer é"]
)
def test_wrong_token_is_not_let_in(post, authorization):
    answer = post(Authorization=authorization)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="inbox"'
    assert InboxEntry.objects.count() == 0


def test_revoked_source_is_not_let_in_until_it_has_a_new_token(post):
    key = InboxSource.objects.get().key
    services.revoke_source(key=key, at=timezone.now())
    revoked = post()
    renewed = services.rotate_token(key=key, at=timezone.now())

    assert revoked.status_code == 401
    assert post().status_code == 401
    assert post(Authorization=f"Bearer {renewed.token}").status_code == 200


@pytest.mark.parametrize(
    ("prefix", "source", "status"),
    [
        ("https://crm.example/", "https://crm.example/a", 200),
        ("https://crm.example/", "https://crm.example", 403),
        ("https://crm.example", "https://crm.example/a", 200),
        ("https://crm.example", "https://crm.example.evil/a", 403),
        ("urn:crm", "urn:crm", 200),
        ("urn:crm", "urn:crm:a", 200),
        ("urn:crm", "urn:crmx", 403),
    ],
)
def test_source_of_an_event_has_to_be_that_of_its_sender(post, prefix, source, status):
    InboxSource.objects.update(prefix=prefix)

    assert post({**EVENT, "source": source}).status_code == status


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"specversion": "0.3"}, "specversion has to be 1.0"),
        ({"id": ""}, "id has to be a string of 1 to 128 characters"),
        ({"id": 7}, "id has to be a string of 1 to 128 characters"),
        ({"source": None}, "source has to be a string of 1 to 200 characters"),
        ({"type": "t" * 201}, "type has to be a string of 1 to 200 characters"),
        ({"time": "yesterday"}, "time has to be a timestamp of RFC 3339"),
        ({"time": "2030-01-01T08:00:00"}, "time has to be a timestamp of RFC 3339"),
        ({"Upper": "x"}, "'Upper' is no name of an attribute"),
        ({"extension": []}, "extension has to be a string"),
        ({"data_base64": "AP8="}, "data and data_base64 exclude each other"),
        ({"data": "a\0b"}, "a text has NUL"),
        ({"data": {"\ud800": 1}}, "half of a surrogate pair"),
    ],
)
def test_wrong_form_is_refused_with_what_is_wrong(post, changes, said):
    answer = post({**EVENT, **changes})

    assert answer.status_code == 400
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"{", "application/cloudevents+json", "no JSON"),
        (b"\xff\xfe\xff", "application/cloudevents+json", "no JSON"),
        (b"[" * 100_000, "application/cloudevents+json", "no JSON"),
        (
            b'{"specversion": "1.0", "data": ' + b"[" * 500 + b"]" * 500 + b"}",
            "application/cloudevents+json",
            "levels deep",
        ),
        (b'{"a": NaN}', "application/cloudevents+json", "no JSON"),
        (b'{"a": 1e999}', "application/cloudevents+json", "no JSON"),
        (b"[]", "application/cloudevents+json", "an event is a JSON object"),
        (b"[]", "application/cloudevents-batch+json", "1 to 100 events"),
        (b"{}", "application/cloudevents-batch+json", "1 to 100 events"),
        (b"{}", "application/json", "no ce-specversion"),
        (b"", "", "no ce-specversion"),
    ],
)
def test_what_is_no_event_is_refused(post, body, content_type, said):
    answer = post(body, content_type=content_type)

    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_too_large_a_request_is_refused(post):
    assert post(b" " * 262_145).status_code == 413


def test_inbox_is_for_posting(client):
    assert client.get(INBOX).status_code == 405


def test_source_may_not_come_too_often(post, monkeypatch):
    monkeypatch.setattr(pace, "OF_A_SOURCE", 2)

    answers = [post() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_strangers_may_not_guess_too_often(post, monkeypatch):
    monkeypatch.setattr(pace, "OF_STRANGERS", 2)

    answers = [post(Authorization="Bearer no") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_last_time_something_came_is_known(post):
    post()

    assert InboxSource.objects.get().received_at is not None


@pytest.mark.django_db(transaction=True)
def test_same_event_posted_at_once_is_kept_once(token, emitted):
    start = threading.Barrier(6)
    answers = []

    def post_at_once():
        start.wait()
        answer = Client(headers={"Authorization": f"Bearer {token}"}).post(
            INBOX, json.dumps(EVENT), content_type="application/cloudevents+json"
        )
        answers.append(answer.status_code)
        connections.close_all()

    threads = [threading.Thread(target=post_at_once) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 6
    assert InboxEntry.objects.count() == 1
    assert len(emitted()) == 1
