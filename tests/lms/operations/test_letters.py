import re

import pytest

from events.catalogue.operations import DeliveriesCancelled, DeliveriesReplayed
from events.models import Delivery, EventRecord

LETTERS = "/desk/operations/dead-letters/"
REPAIR = f"{LETTERS}repair/"


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def find_hidden(page):
    """The fields that the confirmation page sends on."""
    form = page[page.rindex("<form") :]
    return re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)


def confirm(client, query):
    """Looks at the confirmation page, and sends what it shows."""
    page = client.get(f"{REPAIR}?{query}")
    sent = {}
    for name, value in find_hidden(page.content.decode()):
        sent.setdefault(name, []).append(value)
    return page, client.post(REPAIR, sent, follow=True)


def test_nothing_dead_is_said(client, administrator, consumer):
    answer = client.get(LETTERS)

    assert answer.context["page"].paginator.count == 0
    assert "empty" in answer.content.decode()


def test_letter_is_listed_with_its_cause(client, administrator, dead):
    dead(1)

    (letter,) = client.get(LETTERS).context["page"]

    assert letter.cause == "PermanentError: the partner’s group is gone"
    assert "Traceback" in letter.trace
    assert (letter.consumer, letter.state) == ("tell_partner", "dead")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("consumer=tell_partner", 3),
        ("consumer=nobody", 3),  # Not a filter that was offered.
        ("event_type=learning.lesson.started", 3),
        ("since=2020-01-01", 3),
        ("until=2020-01-01", 0),
        ("since=yesterday", 3),
        ("page=99", 3),
    ],
)
def test_letters_are_filtered_by_the_address(client, administrator, dead, query, count):
    dead(3)

    assert len(list(client.get(f"{LETTERS}?{query}").context["page"])) == count


def test_letters_come_in_pages_latest_first(client, administrator, dead):
    dead(26)

    first, second = (
        [letter.id for letter in client.get(f"{LETTERS}?page={page}").context["page"]]
        for page in (1, 2)
    )

    assert (len(first), len(second)) == (25, 1)
    assert first == sorted(first, reverse=True)


def test_letter_has_a_page_with_its_event_and_its_neighbours(
    client, administrator, dead
):
    dead(3)
    number = Delivery.objects.order_by("pk")[1].pk

    answer = client.get(f"/desk/operations/deliveries/{number}/")

    page = answer.context["page"]
    assert [one.version for one in page.neighbours] == [1, 2, 3]
    assert [one.is_this for one in page.neighbours] == [False, True, False]
    assert {one.state for one in page.neighbours} == {"dead"}
    assert page.event["type"] == "learning.lesson.started"
    assert page.event["data"]["lesson_key"].endswith("1")


def test_page_of_no_letter_is_not_found(client, administrator, db):
    assert client.get("/desk/operations/deliveries/1/").status_code == 404


def test_ticked_letters_are_tried_again_and_the_others_stay(
    client, administrator, dead, emitted
):
    dead(3)
    first, _, third = Delivery.objects.order_by("pk").values_list("pk", flat=True)

    page, _ = confirm(client, f"do=requeue&letter={first}&letter={third}")

    assert page.context["matching"].count == 2
    assert states() == [0, 2, 0]
    *_, replayed = emitted()
    assert isinstance(replayed, DeliveriesReplayed)
    assert (replayed.how, replayed.count) == ("requeue", 2)
    assert EventRecord.objects.latest("pk").actor_key == administrator.key


def test_all_that_match_are_given_up_and_what_is_owed_stays(
    client, administrator, dead, start_lessons, emitted
):
    dead(30)
    start_lessons(1)

    page, _ = confirm(client, "do=cancel_dead&every=on&consumer=tell_partner")

    assert page.context["matching"].count == 30
    assert states() == [3] * 30 + [0]
    *_, cancelled = emitted()
    assert isinstance(cancelled, DeliveriesCancelled)
    assert cancelled.count == 30


def test_looking_at_the_confirmation_changes_nothing(client, administrator, dead):
    dead(1)

    client.get(f"{REPAIR}?do=requeue&every=on")

    assert states() == [2]


@pytest.mark.parametrize(
    "query", ["", "do=requeue", "do=drop&every=on", "do=requeue&letter=x"]
)
def test_repair_of_nothing_leads_back_with_a_word(client, administrator, dead, query):
    dead(1)

    answer = client.get(f"{REPAIR}?{query}", follow=True)

    assert answer.redirect_chain == [(LETTERS, 302)]
    assert len(answer.context["messages"]) == 1


def test_letters_that_somebody_else_has_mended_are_left_alone(
    client, administrator, dead
):
    dead(1)
    number = Delivery.objects.get().pk
    Delivery.objects.update(state=0)

    page = client.get(f"{REPAIR}?do=cancel_dead&letter={number}")
    client.post(REPAIR, {"do": "cancel_dead", "letter": number})

    assert page.context["matching"].count == 0
    assert states() == [0]


def test_orphaned_delivery_waits_with_the_dead(client, administrator, start_lessons):
    start_lessons(1)
    Delivery.objects.update(state=Delivery.State.ORPHANED, consumer="long_gone")

    (letter,) = client.get(f"{LETTERS}?consumer=long_gone").context["page"]
    confirm(client, "do=cancel_dead&every=on&consumer=long_gone")

    assert letter.state == "orphaned"
    assert states() == [3]


def test_of_very_many_letters_the_latest_are_listed_and_all_are_repaired(
    client, administrator, dead, monkeypatch
):
    monkeypatch.setattr("events.queries.listing.MOST_LISTED", 2)
    monkeypatch.setattr("events.queries.MOST_LISTED", 2)
    dead(3)
    latest = Delivery.objects.order_by("-pk").values_list("pk", flat=True)[:2]

    answer = client.get(LETTERS)
    asked = client.get(f"{REPAIR}?do=requeue&every=on")

    assert [letter.id for letter in answer.context["page"]] == list(latest)
    assert "<bdi>2+</bdi>" in answer.content.decode()
    assert asked.context["matching"].count == 3


def test_consumers_and_kinds_of_what_is_dead_are_offered(
    client, administrator, dead, start_lessons
):
    dead(2)

    fields = client.get(LETTERS).context["form"].fields

    assert [value for value, _ in fields["consumer"].choices] == ["", "tell_partner"]
    assert [value for value, _ in fields["event_type"].choices] == [
        "",
        "learning.lesson.started",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_letters_ask_as_much_for_one_as_for_three(
    client, administrator, dead, django_assert_num_queries, count
):
    dead(count)

    with django_assert_num_queries(8):
        client.get(LETTERS)


@pytest.mark.parametrize("count", [1, 3])
def test_letter_asks_as_much_with_one_neighbour_as_with_three(
    client, administrator, dead, django_assert_num_queries, count
):
    dead(count + 1)
    number = Delivery.objects.earliest("pk").pk

    with django_assert_num_queries(8):
        client.get(f"/desk/operations/deliveries/{number}/")
