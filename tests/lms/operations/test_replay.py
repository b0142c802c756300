import uuid

import pytest

from events.models import Delivery, EventRecord

REPLAY = "/desk/operations/replay/"
PREVIEW = f"{REPLAY}preview/"


@pytest.fixture
def done(start_lessons, mended, drain):
    """Three deliveries that got through."""
    mended.append(True)
    start_lessons(3)
    drain()
    return Delivery.objects.order_by("pk")


def owed():
    return Delivery.objects.owed().count()


def test_preview_says_how_many_and_changes_nothing(client, administrator, done):
    matching = client.get(f"{PREVIEW}?consumer=tell_partner").context["matching"]

    assert matching.count == 3
    assert [(one.consumer, one.event_type, one.count) for one in matching.groups] == [
        ("tell_partner", "learning.lesson.started", 3)
    ]
    assert matching.oldest_at <= matching.newest_at
    assert owed() == 0


def test_replay_is_done_after_the_preview_and_says_so(
    client, administrator, done, drain
):
    answer = client.post(PREVIEW, {"consumer": "tell_partner"}, follow=True)

    count = owed()
    drain()
    assert count == 3
    assert [str(message)[0] for message in answer.context["messages"]] == ["3"]
    (row,) = answer.context["rows"]
    assert (row.entry.what, row.entry.count) == ("replay", 3)
    assert row.actor == administrator.display_name("fr")


@pytest.mark.parametrize("which", ["delivery", "event", "stream", "event_type"])
def test_replay_takes_one_or_all_of_a_kind(client, administrator, done, which):
    first = done[0]
    value, count = {
        "delivery": (first.pk, 1),
        "event": (first.event.event_id, 1),
        "stream": (first.event.stream, 3),
        "event_type": (first.event.type, 3),
    }[which]

    client.post(PREVIEW, {which: value})

    assert owed() == count


def test_replay_of_a_period_takes_the_centres_time(client, administrator, done):
    EventRecord.objects.filter(stream_version=1).update(recorded_at="2030-06-01 08:30Z")

    # An hour ahead of Greenwich, there.
    matching = client.get(
        f"{PREVIEW}?since=2030-06-01T09:30&until=2030-06-01T09:31"
    ).context["matching"]

    assert matching.count == 1


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({}, "__all__"),
        ({"consumer": "nobody"}, "consumer"),
        ({"event_type": "learning.lesson"}, "event_type"),
        ({"event": "x"}, "event"),
        ({"delivery": "-1"}, "delivery"),
        ({"stream": "lessons"}, "stream"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2030-01-02T00:00", "until": "2030-01-01T00:00"}, "until"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_replay_typed_wrong_is_said_at_its_field_and_nothing_is_lost(
    client, administrator, done, asked, at, language
):
    administrator.language = language
    administrator.save()

    answer = client.get(
        PREVIEW, {**asked, "stream": asked.get("stream", "x:y")} if asked else {}
    )

    form = answer.context["form"]
    assert answer.status_code == 400
    assert list(form.errors) == [at]
    for name, value in asked.items():
        assert form[name].value() == value
    assert owed() == 0


def test_replay_of_nothing_is_said_and_cannot_be_sent(client, administrator, done):
    answer = client.get(f"{PREVIEW}?event={uuid.uuid4()}")

    assert answer.status_code == 200
    assert answer.context["matching"].count == 0
    assert 'type="submit"' not in answer.content.decode().split("<main")[1]


def test_form_comes_back_with_what_was_asked(client, administrator, done):
    preview = client.get(f"{PREVIEW}?consumer=tell_partner&since=2030-06-01T09:30")

    form = client.get(preview.context["change"]).context["form"]

    assert form["consumer"].value() == "tell_partner"
    assert form["since"].value() == "2030-06-01T09:30"


def test_what_is_dead_is_not_replayed(client, administrator, dead):
    dead(1)

    client.post(PREVIEW, {"consumer": "tell_partner"})

    assert owed() == 0
