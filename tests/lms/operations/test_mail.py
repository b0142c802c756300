import json

import pytest
from django.core.management import call_command

from lms.notifications.models import Dispatch
from tests.factories.accounts import EducatorFactory
from tests.factories.notifications import NOON, tell, want

MAIL = "/desk/operations/mail/"


def lose_letters(count):
    educators = EducatorFactory.create_batch(count)
    for educator in educators:
        want(educator)
    tell(*educators)
    Dispatch.objects.update(
        state="unknown", unknown_since=NOON, reason="nobody came back"
    )


@pytest.mark.parametrize("items", [1, 3])
def test_unknown_letters_cost_the_same_whatever_their_number(
    client, administrator, items, django_assert_num_queries
):
    lose_letters(items)
    client.get(MAIL)

    with django_assert_num_queries(7):
        response = client.get(MAIL)

    assert response.content.decode().count("nobody came back") == items


def test_page_names_no_address(client, administrator):
    lose_letters(1)

    page = client.get(MAIL).content.decode()

    assert Dispatch.objects.get().recipient.email not in page


def test_nothing_unknown_is_said(client, administrator):
    assert "empty" in client.get(MAIL).content.decode()


def test_command_counts_and_lists(db, capsys):
    lose_letters(2)

    call_command("mail", "status", format="json")
    status = json.loads(capsys.readouterr().out)
    call_command("mail", "status")

    assert status["states"]["unknown"] == 2
    assert status["states"]["sent"] == 0
    assert [one["reason"] for one in status["unknown"]] == ["nobody came back"] * 2
    assert "2  unknown" in capsys.readouterr().out


def test_what_was_seen_is_not_listed_again(client, administrator):
    lose_letters(2)
    seen, unseen = Dispatch.objects.order_by("pk")

    client.post(f"{MAIL}noted/", {"letter": [str(seen.key)]})
    client.post(f"{MAIL}noted/", {"letter": ["nonsense"]})
    page = client.get(MAIL).content.decode()

    assert (str(seen.key) in page, str(unseen.key) in page) == (False, True)
    client.post(f"{MAIL}noted/", {"letter": [str(unseen.key)]})
    assert "empty" in client.get(MAIL).content.decode()
