import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from events.inbox import services
from events.inbox.models import InboxEntry, InboxSource
from lms.accounts import permissions
from tests.factories.accounts import UserFactory
from tests.factories.outside import make_source

LIST = "/desk/operations/inbox/"
NEW = "/desk/operations/inbox/new/"


def post_event(client, token, source="urn:crm"):
    event = {"specversion": "1.0", "id": "1", "source": source, "type": "t"}
    return client.post(
        "/events/inbox/",
        event,
        content_type="application/cloudevents+json",
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize(
    "role", [permissions.LEARNER, permissions.COORDINATOR, permissions.EDITOR]
)
def test_inbox_is_closed_to_others(client, db, role):
    source = make_source()
    client.force_login(UserFactory(roles=[role]))

    asked = [
        client.get(LIST),
        client.post(NEW, {"name": "X", "source": "urn:x"}),
        client.post(reverse("operations:source_rotate", args=[source.key])),
        client.post(reverse("operations:source_revoke", args=[source.key])),
    ]

    assert [answer.status_code for answer in asked] == [403] * 4


def test_list_asks_the_same_of_the_database_for_one_and_three(
    client, administrator, django_assert_num_queries
):
    make_source()
    with django_assert_num_queries(5):
        client.get(LIST)
    make_source(name="School")
    make_source(name="Town")
    with django_assert_num_queries(5):
        client.get(LIST)


def test_list_tells_when_a_source_was_last_heard_of(client, administrator):
    source = make_source()
    InboxEntry.objects.create(
        source="urn:crm", source_id="1", type="t", cloud_event={}, sender=source
    )
    InboxSource.objects.update(received_at=timezone.now())

    (row,) = client.get(LIST).context["sources"]

    assert row.received == 1
    assert row.received_at is not None


def test_token_is_shown_once_and_opens(client, administrator):
    answer = client.post(NEW, {"name": "CRM", "source": "urn:crm"})
    token = answer.context["token"]

    assert post_event(client, token).status_code == 200
    assert token in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert token not in client.get(LIST).content.decode()
    assert InboxSource.objects.get().created_by == administrator.key


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"source": ""}, "source"), ({"source": "crm"}, "source")],
)
def test_refusal_is_at_its_field(client, administrator, changes, field):
    answer = client.post(NEW, {"name": "CRM", "source": "urn:crm", **changes})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]


def test_token_is_rotated_after_a_question(client, administrator):
    created = services.create_source(
        name="CRM", prefix="urn:crm", actor=None, at=timezone.now()
    )
    address = reverse("operations:source_rotate", args=[created.source_key])

    asked = client.get(address)
    renewed = client.post(address).context["token"]

    assert "forsa_in_" not in asked.content.decode()
    assert post_event(client, created.token).status_code == 401
    assert post_event(client, renewed).status_code == 200


def test_source_is_revoked_after_a_question(client, administrator):
    created = services.create_source(
        name="CRM", prefix="urn:crm", actor=None, at=timezone.now()
    )
    address = reverse("operations:source_revoke", args=[created.source_key])

    asked = client.get(address)
    open_still = post_event(client, created.token).status_code
    client.post(address)

    assert (asked.status_code, open_still) == (200, 200)
    assert post_event(client, created.token).status_code == 401


def test_source_that_is_none_is_not_found(client, administrator):
    for name in ("source_rotate", "source_revoke"):
        address = reverse(f"operations:{name}", args=[uuid.uuid4()])

        assert client.get(address).status_code == 404


@pytest.mark.parametrize("what", ["rotate", "revoke"])
def test_question_about_a_source_leads_back_to_the_inbox(client, administrator, what):
    page = client.get(f"/desk/operations/inbox/{make_source().key}/{what}/")

    assert f'href="{LIST}">Annuler</a>' in " ".join(page.content.decode().split())
