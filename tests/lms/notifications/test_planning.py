import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.catalogue.learning import DigestOpened, DispatchOwed
from events.models import Delivery
from lms.notifications.models import Digest, Dispatch, Kind, Mode
from tests.factories.accounts import EducatorFactory, LearnerFactory
from tests.factories.notifications import NOON, send, tell, want

FIVE = dt.datetime(2030, 5, 1, 16, tzinfo=dt.UTC)
"""17:00 in Casablanca."""


def test_learner_is_owed_no_mail_they_did_not_ask_for(db):
    for kind in (Kind.ENROLLED, Kind.LESSON_COMPLETED, Kind.LESSONS_ADDED):
        tell(LearnerFactory(), kind=kind)

    assert Dispatch.objects.count() == 0


def test_educator_gets_one_digest_for_many(educator, emitted):
    for _ in range(3):
        tell(educator)

    [digest] = Digest.objects.all()
    assert (digest.window_end, digest.timezone) == (FIVE, "Africa/Casablanca")
    assert digest.gathered.count() == 3
    opened = [event for event in emitted() if isinstance(event, DigestOpened)]
    assert [event.digest_key for event in opened] == [digest.key]
    assert Delivery.objects.get(consumer="gather_digest").due_at == FIVE
    assert not any(isinstance(event, DispatchOwed) for event in emitted())


def test_weekly_items_go_into_friday_s_digest(educator):
    want(educator, Mode.WEEKLY)

    tell(educator)

    [digest] = Digest.objects.all()
    assert digest.window_end == FIVE + dt.timedelta(days=2)


def test_instant_letter_is_owed_at_once(educator, emitted):
    want(educator)

    tell(educator)

    [dispatch] = Dispatch.objects.all()
    assert (dispatch.state, dispatch.send_after) == ("owed", NOON)
    event = emitted()[-1]
    assert event == DispatchOwed(
        event_id=event.event_id, occurred_at=NOON, dispatch_key=dispatch.key
    )


def test_instant_letter_of_the_night_is_owed_in_the_morning(educator):
    want(educator)

    tell(educator, at=NOON + dt.timedelta(hours=9))

    morning = dt.datetime(2030, 5, 2, 6, 30, tzinfo=dt.UTC)
    assert Dispatch.objects.get().send_after == morning
    assert Delivery.objects.get(consumer="send_dispatches").due_at == morning


def test_ledger_and_events_hold_no_address(educator, emitted):
    want(educator)

    tell(educator)

    row = Dispatch.objects.values().get()
    written = f"{row} {[event.model_dump_json() for event in emitted()]}"
    assert educator.email not in written


def test_person_without_address_is_owed_nothing(db):
    tell(EducatorFactory(email=""))

    assert Dispatch.objects.count() == 0


def test_old_news_writes_no_letter(educator):
    tell(educator, at=dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC))

    assert educator.notifications.count() == 1
    assert Dispatch.objects.count() == 0


def test_off_for_the_account_stands_above_everything(educator):
    want(educator)
    want(educator, scope="course:1")
    want(educator, Mode.OFF, kind="")

    tell(educator)

    assert Dispatch.objects.count() == 0


def test_course_is_muted_alone(educator):
    want(educator)
    want(educator, Mode.OFF, kind="", scope="course:1")

    tell(educator, course_key="1")
    tell(educator, course_key="2")

    [dispatch] = Dispatch.objects.all()
    assert dispatch.notification.params["course_key"] == "2"


def test_switch_of_mode_between_two_tellings_writes_once(educator, mail_server):
    want(educator, Mode.DAILY)
    tell(educator, dedupe_key="one")
    want(educator)
    tell(educator, dedupe_key="one")
    send()
    want(educator, Mode.DAILY)
    tell(educator, dedupe_key="one")
    send()

    assert Dispatch.objects.filter(notification__isnull=False).count() == 1
    assert len(mail_server.accepted) == 1


def test_wishes_of_many_are_asked_for_at_once(db):
    people = LearnerFactory.create_batch(12)

    with CaptureQueriesContext(connection) as captured:
        tell(*people, kind=Kind.ENROLLED)

    # Of a statement that is prepared, Django can't tell the words.
    sql = [one["sql"] for one in captured if one["sql"]]
    asked = [one for one in sql if "lms_notificationpreference" in one]
    assert len(asked) == 1
