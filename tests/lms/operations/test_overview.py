import datetime as dt

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from events import delivery
from events.catalogue.learning import LessonStarted
from events.models import CalendarEntry, Delivery, EventRecord, Lane
from events.services import pause_lane
from events.subscriptions import DependencyDown, subscribe
from lms.accounts import permissions
from tests.factories.accounts import UserFactory

OVERVIEW = "/desk/operations/"


@pytest.fixture
def waiting_lane(start_lessons):
    """A lane whose dependency is down, with one delivery owed."""

    @subscribe(LessonStarted, lane="elsewhere")
    def tell_elsewhere(*, event):
        raise DependencyDown("no answer")

    start_lessons(1)
    delivery.drain("elsewhere")
    return Lane.objects.get()


def read(client, address=OVERVIEW):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "role", [permissions.LEARNER, permissions.COORDINATOR, permissions.EDITOR]
)
def test_operations_are_closed_to_others(client, db, role):
    client.force_login(UserFactory(roles=[role]))

    assert client.get(OVERVIEW).status_code == 403


def test_desk_leads_administrators_to_operations(client, administrator):
    assert OVERVIEW in read(client, "/desk/")


def test_desk_tells_educators_of_no_operations(client, db):
    client.force_login(UserFactory(roles=[permissions.EDUCATOR]))

    assert OVERVIEW not in read(client, "/desk/")


def test_all_is_well_is_said_first(client, administrator, consumer):
    overview = client.get(OVERVIEW).context["overview"]

    assert overview.is_well
    assert (overview.owed, overview.dead) == (0, 0)


def test_dead_letters_are_said_first(client, administrator, dead):
    dead(3)

    overview = client.get(OVERVIEW).context["overview"]

    assert not overview.is_well
    assert overview.dead == 3
    assert [one.consumer for one in overview.busy] == ["tell_partner"]


def test_what_is_for_later_is_not_late(client, administrator, start_lessons):
    start_lessons(2)
    EventRecord.objects.update(recorded_at="2020-01-01 00:00Z")
    later = timezone.now() + dt.timedelta(hours=9)
    Delivery.objects.update(due_at=later, available_at=later)

    overview = client.get(OVERVIEW).context["overview"]

    assert (overview.owed, overview.scheduled, overview.oldest_seconds) == (0, 2, 0)


def test_waiting_lane_says_why_and_can_be_tried_now(
    client, administrator, waiting_lane
):
    page = read(client)
    closed = Lane.objects.filter(paused_until__lte=Now()).exists()

    client.post("/desk/operations/lanes/elsewhere/try/")

    assert "DependencyDown: elsewhere" in page
    assert not closed
    assert Lane.objects.filter(paused_until__lte=Now()).exists()


def test_lane_that_flows_is_not_tried(client, administrator, consumer):
    answer = client.post("/desk/operations/lanes/tests/try/", follow=True)

    assert answer.status_code == 200
    assert len(answer.context["messages"]) == 1
    assert not Lane.objects.exists()


def test_lane_is_paused_after_a_question(client, administrator, start_lessons):
    start_lessons(1)
    asked = client.get("/desk/operations/lanes/tests/pause/")
    before = Lane.objects.exists()

    client.post("/desk/operations/lanes/tests/pause/")

    overview = client.get(OVERVIEW).context["overview"]
    assert asked.context["lane"].owed == 1
    assert not before
    assert [lane.paused_by for lane in overview.paused_lanes] == [
        administrator.display_name("fr")
    ]
    assert not overview.is_well
    assert overview.oldest_seconds == 0


def test_lane_is_resumed_after_a_question(client, administrator, start_lessons):
    start_lessons(1)
    pause_lane(lane="tests", actor=None, at=timezone.now())
    by_command = read(client)
    asked = client.get("/desk/operations/lanes/tests/resume/")
    still = Lane.objects.get().paused_at

    client.post("/desk/operations/lanes/tests/resume/")

    assert "/desk/operations/lanes/tests/resume/" in by_command
    assert asked.context["lane"].owed == 1
    assert still
    assert client.get(OVERVIEW).context["overview"].paused_lanes == ()


@pytest.mark.parametrize("what", ["pause", "resume"])
def test_lane_that_is_not_there_is_not_asked_about(
    client, administrator, consumer, what
):
    assert client.get(f"/desk/operations/lanes/mial/{what}/").status_code == 404


def test_lane_that_is_not_there_is_not_paused(client, administrator, consumer):
    assert client.post("/desk/operations/lanes/mial/pause/").status_code == 404


def test_lane_is_paused_once_and_not_tried_meanwhile(client, administrator, consumer):
    answers = [
        client.post(f"/desk/operations/lanes/tests/{what}/", follow=True)
        for what in ("resume", "pause", "pause")
    ]
    Lane.objects.update(breaker_failures=1)
    answers.append(client.post("/desk/operations/lanes/tests/try/", follow=True))

    levels = [
        message.level_tag
        for answer in answers
        for message in answer.context["messages"]
    ]
    assert levels == ["info", "success", "info", "info"]
    assert Lane.objects.get().paused_by == administrator.key


def test_consumer_and_kind_that_nobody_knows_are_named(
    client, administrator, start_lessons
):
    start_lessons(2)
    Delivery.objects.update(consumer="tell_nobody")
    EventRecord.objects.filter(stream_version=1).update(type="learning.long.gone")

    overview = client.get(OVERVIEW).context["overview"]

    assert overview.orphaned == ("tell_nobody",)
    assert overview.unknown_types == ("learning.long.gone",)
    assert not overview.is_well


def test_calendar_says_what_became_of_it_last(client, administrator, start_lessons):
    start_lessons(2)
    CalendarEntry.objects.create(
        consumer="prune", rule="at 03:00", due_at=timezone.now()
    )
    EventRecord.objects.update(stream="calendar:prune")
    Delivery.objects.filter(event__stream_version=2).update(state=2)

    (work,) = client.get(OVERVIEW).context["overview"].calendar

    assert (work.consumer, work.state) == ("prune", "dead")
    assert work.delivery == Delivery.objects.latest("pk").pk


@pytest.mark.parametrize("count", [1, 3])
def test_overview_asks_as_much_for_one_as_for_three(
    client, administrator, dead, waiting_lane, django_assert_num_queries, count
):
    dead(count)
    for number in range(count):
        Lane.objects.create(
            lane=f"lane{number}",
            breaker_failures=1,
            paused_at=timezone.now(),
            paused_by=UserFactory().key,
        )
        CalendarEntry.objects.create(
            consumer=f"work{number}", rule="at 03:00", due_at=timezone.now()
        )

    with django_assert_num_queries(13):
        client.get(OVERVIEW)
