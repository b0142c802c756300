import datetime as dt
import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.calendar import enter_rules
from events.catalogue.learning import LessonStarted
from events.models import CalendarEntry, Delivery, EventRecord, Lane
from events.subscriptions import (
    DependencyDown,
    PermanentError,
    periodic,
    subscribe,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(capsys):
    def call(*arguments):
        call_command("events", *arguments)
        return capsys.readouterr().out

    return call


@pytest.fixture
def consumer():
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        if event.lesson_key.int > 1:
            raise PermanentError("no such lesson")


@pytest.fixture
def two_done_one_dead(consumer, start_lessons, drain):
    stored = start_lessons(3)
    drain(failures_allowed=True)
    return stored


def test_status_is_a_fixed_interface(events, two_done_one_dead, start_lessons):
    start_lessons(2)
    EventRecord.objects.filter(pk__gt=3).update(recorded_at="2020-01-01 00:00Z")

    (status,) = json.loads(events("status", "--format", "json"))

    age = status.pop("oldest_seconds")
    assert status == {
        "consumer": "hear",
        "lane": "tests",
        "owed": 2,
        "scheduled": 0,
        "dead": 1,
        "is_known": True,
    }
    assert age > 150_000_000


@pytest.mark.usefixtures("consumer")
def test_status_names_consumers_that_are_owed_nothing(events):
    assert json.loads(events("status", "--format", "json")) == [
        {
            "consumer": "hear",
            "lane": "tests",
            "owed": 0,
            "scheduled": 0,
            "dead": 0,
            "oldest_seconds": 0,
            "is_known": True,
        }
    ]


def test_status_tells_people_which_lane_waits_and_why(events, start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise DependencyDown("no engine")

    start_lessons()
    events("drain")

    lines = events("status").splitlines()

    assert lines[1].split() == ["hear", "tests", "1", "0", "0:00:00"]
    assert lines[2] == "lane tests waits: events.subscriptions.DependencyDown: tests"


@pytest.mark.usefixtures("consumer")
def test_list_names_who_hears_what(events):
    lines = events("list").splitlines()

    assert "learning.lesson.started v1: hear" in lines
    assert "learning.course.completed v1: nobody" in lines


@pytest.mark.usefixtures("two_done_one_dead")
def test_check_is_content_when_all_is_known(events):
    assert events("check").startswith("Every delivery has its consumer")


@pytest.mark.usefixtures("consumer")
def test_check_names_what_no_release_knows(events, start_lessons):
    start_lessons()
    Delivery.objects.update(consumer="gone")
    EventRecord.objects.update(type="tests.gone")

    with pytest.raises(CommandError) as refusal:
        events("check")

    assert str(refusal.value) == "owed to nobody: gone; of an unknown kind: tests.gone"


@pytest.mark.usefixtures("consumer")
def test_what_is_owed_to_nobody_can_be_given_up(events, start_lessons):
    start_lessons()
    Delivery.objects.update(consumer="gone")

    assert events("cancel", "--consumer", "gone") == "1 given up\n"
    assert events("check").startswith("Every delivery has its consumer")


@pytest.mark.usefixtures("two_done_one_dead")
def test_replay_counts_first_and_then_owes_again(events):
    counted = events("replay", "--consumer", "hear", "--dry-run")
    untouched = Delivery.objects.owed().count()
    replayed = events("replay", "--consumer", "hear")

    assert (counted, untouched) == ("2 would be owed again\n", 0)
    assert replayed == "2 owed again\n"
    assert Delivery.objects.owed().count() == 2


def test_replay_takes_all_its_conditions_together(events, two_done_one_dead):
    first, second, _ = two_done_one_dead
    hear = ("replay", "--consumer", "hear", "--dry-run")

    counts = [
        events(*hear, "--event", str(first.event.event_id)),
        events(*hear, "--stream", second.stream),
        events(*hear, "--type", "learning.lesson.started"),
        events(*hear, "--since", "2020-01-01"),
        events(*hear, "--since", "2199-01-01T08:00"),
        events(*hear, "--stream", second.stream, "--event", str(uuid.uuid4())),
    ]

    assert [int(line.split()[0]) for line in counts] == [1, 1, 2, 2, 0, 0]


@pytest.mark.usefixtures("consumer")
@pytest.mark.parametrize(
    "arguments",
    [
        ["replay"],
        ["replay", "--consumer", "haer"],
        ["replay", "--consumer", "hear", "--type", "learning.lesson.strated"],
        ["replay", "--consumer", "hear", "--event", "1"],
        ["replay", "--consumer", "hear", "--since", "yesterday"],
        ["replay", "--consumer", "hear", "--since", "2030-02-31"],
        ["replay", "--consumer", "hear", "--stream", "course"],
        [
            "replay",
            "--consumer",
            "hear",
            "--since",
            "2030-02-01",
            "--until",
            "2030-01-01",
        ],
        ["replay", "--consumer", "hear", "--delivery", "first"],
        ["requeue-dead", "--consumer", "haer"],
        ["backfill"],
        ["backfill", "--consumer", "haer"],
        ["cancel"],
        ["drain", "--lane", "no-such"],
        ["bell"],
        [],
        ["dance"],
    ],
)
def test_mistyped_command_ends_in_one_line(events, arguments):
    with pytest.raises(CommandError) as refusal:
        events(*arguments)

    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.usefixtures("two_done_one_dead")
def test_dead_are_requeued_cancelled_and_forgotten(events):
    done = [
        events("requeue-dead", "--dry-run"),
        events("requeue-dead", "--consumer", "hear"),
        events("drain"),
        events("cancel", "--consumer", "hear"),
        events("prune", "--days", "-1"),
    ]

    assert done == [
        "1 would be owed again\n",
        "1 owed again\n",
        "1 worked on\n",
        "1 given up\n",
        "3 deliveries and 0 events forgotten\n",
    ]


def test_new_consumer_is_owed_the_past(events, start_lessons):
    start_lessons(2)

    @subscribe(LessonStarted, lane="tests")
    def come_late(*, event):
        pass

    done = [
        events("backfill", "--consumer", "come_late", "--dry-run"),
        events("backfill", "--consumer", "come_late"),
        events("drain"),
    ]

    assert done == ["2 would be owed\n", "2 owed\n", "2 worked on\n"]


def test_calendar_says_what_is_due_when(events):
    @periodic(every=dt.timedelta(hours=1))
    def sweep(*, at):
        pass

    enter_rules()
    due_at = dt.datetime(2030, 1, 1, 7, tzinfo=timezone.get_default_timezone())
    CalendarEntry.objects.update(due_at=due_at)

    _, line = events("calendar").splitlines()

    assert line.split() == ["sweep", "every", "1:00:00", "2030-01-01", "07:00:00", "-"]


def test_catalogue_is_an_asyncapi_document(events):
    document = json.loads(events("catalogue"))

    name = "learning.lesson.completed"
    assert document["asyncapi"] == "3.0.0"
    assert document["channels"][name]["address"] == f"org.forsa.{name}.v1"
    assert document["components"]["messages"][name]["title"] == "LessonCompleted"


def test_schemas_are_written_and_need_no_more_writing(events, tmp_path, monkeypatch):
    monkeypatch.setattr("events.schemas.FOLDER", tmp_path)

    first, second = events("schemas"), events("schemas")

    assert "learning.lesson.completed.v1.json" in first.splitlines()
    assert second == ""


def test_schema_that_breaks_is_not_written(events, tmp_path, monkeypatch):
    monkeypatch.setattr("events.schemas.FOLDER", tmp_path)
    events("schemas")
    path = tmp_path / "learning.lesson.completed.v1.json"
    stored = json.loads(path.read_text())
    stored["properties"]["score"] = {"type": "number"}
    stored["properties"]["edition"] = {"type": "string"}
    stored["required"].remove("lesson_key")
    path.write_text(json.dumps(stored))

    with pytest.raises(CommandError) as refusal:
        events("schemas")

    assert str(refusal.value) == (
        "raise its version: learning.lesson.completed: edition can no longer be string; "
        "edition can be integer now; score is gone; lesson_key has no default, and events stored before don't have it"
    )


@pytest.mark.usefixtures("two_done_one_dead")
def test_dead_are_listed_with_their_cause_and_given_up_by_number(events):
    dead = Delivery.objects.dead().get()

    listed = events("dead")
    events("cancel-dead", "--delivery", str(dead.pk))

    assert listed.startswith(f"{dead.pk} hear learning.lesson.started ")
    assert "attempts: " in listed
    assert not Delivery.objects.dead().exists()
    assert "cancelled consumer" not in events("history")
    assert f"cancelled count=1 deliveries={dead.pk}" in events("history")


def test_lane_that_waits_is_let_try(events, start_lessons):
    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        raise DependencyDown("no engine")

    start_lessons()
    events("drain")

    assert events("try-lane", "tests") == "lane tests tries again\n"
    with pytest.raises(CommandError, match="waits for nothing"):
        events("try-lane", "elsewhere")


@pytest.mark.usefixtures("consumer")
def test_lane_is_paused_and_resumed(events, start_lessons):
    start_lessons()

    paused = events("pause", "tests")
    drained = events("drain")
    status = events("status").splitlines()
    resumed = events("resume", "tests")

    assert paused == "lane tests is paused until it is resumed\n"
    assert drained == "0 worked on\n"
    assert status[2].startswith("lane tests paused since 20")
    assert status[2].endswith(" by command")
    assert resumed == "lane tests goes on\n"
    assert events("drain") == "1 worked on\n"
    assert "resumed_by_hand lane=tests" in events("history")


@pytest.mark.usefixtures("consumer")
def test_lane_that_is_not_there_is_refused_with_those_there_are(events):
    with pytest.raises(CommandError, match="no lane 'mial'; there are: tests"):
        events("pause", "mial")
    with pytest.raises(CommandError, match="lane 'mial' is not paused"):
        events("resume", "mial")


@pytest.mark.usefixtures("consumer")
def test_paused_lane_is_neither_paused_nor_tried(events):
    events("pause", "tests")
    Lane.objects.update(breaker_failures=1)

    with pytest.raises(CommandError, match="is paused already"):
        events("pause", "tests")
    with pytest.raises(CommandError, match="is paused: resume it"):
        events("try-lane", "tests")
