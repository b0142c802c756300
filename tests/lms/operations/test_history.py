import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from events.catalogue.operations import LanePaused
from events.models import Delivery
from events.outbox import emit
from events.services import Conditions, cancel_dead, requeue_dead

HISTORY = "/desk/operations/history/"


@transaction.atomic
def pause_lane():
    emit(
        LanePaused(
            occurred_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
            lane="search",
            cause="EngineDown",
        )
    )


def give_up(number, *, actor):
    cancel_dead(
        conditions=Conditions(deliveries=(number,)), actor=actor, at=timezone.now()
    )


def test_history_says_who_did_what_and_how_many(client, administrator, dead):
    dead(2)
    first, second = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    give_up(first, actor=administrator.key)
    requeue_dead(
        conditions=Conditions(deliveries=(second,)), actor=None, at=timezone.now()
    )

    rows = client.get(f"{HISTORY}?kind=repairs").context["rows"]

    assert [(row.entry.what, row.actor, row.entry.count) for row in rows] == [
        ("requeue", "", 1),
        ("cancelled", administrator.display_name("fr"), 1),
    ]


def test_history_of_somebody_who_is_gone_names_nobody(client, administrator, dead):
    dead(1)
    give_up(Delivery.objects.get().pk, actor=uuid.uuid4())

    (row,) = client.get(f"{HISTORY}?kind=repairs").context["rows"]

    assert row.actor == ""


@pytest.mark.parametrize(
    ("kind", "what"), [("lanes", {"paused"}), ("repairs", {"cancelled"})]
)
def test_history_is_filtered(client, administrator, dead, kind, what):
    pause_lane()
    dead(1)
    give_up(Delivery.objects.get().pk, actor=administrator.key)

    rows = client.get(f"{HISTORY}?kind={kind}").context["rows"]

    assert {row.entry.what for row in rows} == what


def test_history_of_an_unknown_kind_is_all_of_it(client, administrator, consumer):
    pause_lane()

    assert len(client.get(f"{HISTORY}?kind=x").context["rows"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_history_asks_as_much_for_one_as_for_three(
    client, administrator, dead, django_assert_num_queries, count
):
    dead(count)
    for number in Delivery.objects.values_list("pk", flat=True):
        give_up(number, actor=administrator.key)

    with django_assert_num_queries(7):
        client.get(HISTORY)
