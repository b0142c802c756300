import datetime as dt

import pytest

from events.catalogue.learning import AddressBounced, DispatchOutcomeUnknown
from lms.announcements.services import withdraw_announcement
from lms.notifications import queries
from lms.notifications.carriers import CarrierDown, TriedInVain
from lms.notifications.models import Digest, Dispatch, Kind, Mode, Suppression
from lms.notifications.services import NotDue, close_digest, mark_read
from tests.factories.accounts import EducatorFactory
from tests.factories.announcements import AnnouncementFactory
from tests.factories.notifications import NOON, send, states, tell, want

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def owed(educator):
    want(educator)
    tell(educator)
    return Dispatch.objects.get()


def held(dispatch, state):
    """As a worker leaves it that died there a long time ago."""
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=state, lease_until=NOON - HOUR, attempts=1
    )


def test_letter_is_sent_once(owed, mail_server):
    assert send(owed) == {}
    assert send(owed) == {}

    [copy] = mail_server.accepted
    owed.refresh_from_db()
    assert (owed.state, owed.attempts) == ("sent", 1)
    assert owed.provider_ref == "250 2.0.0 kept as 1"
    assert copy.message_id == owed.message_ref == f"<{owed.key}@localhost>"


def test_many_go_over_one_connection(db, mail_server):
    educators = EducatorFactory.create_batch(3)
    for educator in educators:
        want(educator)
    tell(*educators)

    send()

    assert sorted(copy.recipient for copy in mail_server.accepted) == sorted(
        educator.email for educator in educators
    )


def test_letter_may_be_unsubscribed_from_with_one_click(owed, mail_server):
    send(owed)

    message = mail_server.accepted[0].message
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/portal/notifications/unsubscribe/" in message["List-Unsubscribe"]


def test_server_that_is_away_stops_the_lane_and_costs_nothing(owed, mail_server):
    mail_server.stop()

    with pytest.raises(CarrierDown):
        send(owed)

    assert states() == ["owed"]
    mail_server.start()
    send(owed)
    assert len(mail_server.accepted) == 1


@pytest.mark.parametrize("mood", ["cut before", "MAIL 550 Not from you"])
def test_letter_that_never_left_is_owed_again(owed, mail_server, mood):
    mail_server.mood = mood

    with pytest.raises(CarrierDown):
        send(owed)

    assert states() == ["owed"]
    mail_server.mood = ""
    send(owed)
    assert [copy.message_id for copy in mail_server.accepted] == [
        f"<{owed.key}@localhost>"
    ]


@pytest.mark.parametrize(
    "mood",
    ["MAIL 421 Closing", "RCPT 450 Later", "RCPT 421 Closing", "DATA 451 Not now"],
)
def test_letter_that_is_wanted_later_is_owed_again(owed, mail_server, mood):
    mail_server.mood = mood

    failures = send(owed)

    assert [type(failure) for failure in failures.values()] == [TriedInVain]
    assert states() == ["owed"]
    mail_server.mood = ""
    assert send(owed) == {}
    assert len(mail_server.accepted) == 1


def test_address_that_does_not_exist_is_written_to_no_more(
    owed, educator, mail_server, emitted
):
    mail_server.bad = frozenset({educator.email})

    assert send(owed) == {}
    tell(educator)
    assert send() == {}

    assert states() == ["failed", "suppressed"]
    assert Suppression.objects.get().reason == "bounced"
    bounced = [event for event in emitted() if isinstance(event, AddressBounced)]
    assert [event.person_key for event in bounced] == [educator.key]


def test_letter_that_is_refused_stands_in_nobody_else_s_way(mail_server, db):
    bad, good = EducatorFactory.create_batch(2)
    mail_server.bad = frozenset({bad.email})
    for educator in (bad, good):
        want(educator)
        tell(educator)

    send()

    assert states() == ["failed", "sent"]


def test_refused_content_suppresses_nobody(owed, mail_server):
    mail_server.mood = "DATA 554 Looks like spam"

    send(owed)

    assert states() == ["failed"]
    assert Suppression.objects.count() == 0


def test_address_that_cannot_be_written_fails(db, mail_server):
    educator = EducatorFactory(email="driss.é@example.org")
    want(educator)
    tell(educator)

    send()

    assert states() == ["failed"]


def test_lost_answer_is_unknown_and_goes_into_the_next_digest(
    owed, educator, mail_server, emitted
):
    mail_server.mood = "cut after"

    assert send(owed) == {}
    mail_server.mood = ""
    assert send(owed) == {}

    assert len(mail_server.accepted) == 1
    owed.refresh_from_db()
    assert (owed.state, owed.unknown_since) == ("unknown", NOON)
    assert owed.gathered_in == Digest.objects.get()
    assert list(queries.find_unknown_dispatches()) == [owed]
    unknown = [one for one in emitted() if isinstance(one, DispatchOutcomeUnknown)]
    assert [one.dispatch_key for one in unknown] == [owed.key]


def test_worker_that_died_connecting_has_sent_nothing(owed, mail_server):
    held(owed, "connecting")

    send(owed)

    assert states() == ["sent"]
    assert len(mail_server.accepted) == 1


def test_worker_that_died_handing_over_leaves_it_unknown(owed, mail_server):
    held(owed, "handed")

    send(owed)

    assert states() == ["unknown"]
    assert mail_server.accepted == []


@pytest.mark.parametrize("state", ["connecting", "handed"])
def test_letter_that_another_has_in_hand_is_left_to_them(owed, mail_server, state):
    Dispatch.objects.update(state=state, lease_until=NOON + HOUR)

    failures = send(owed)

    assert failures[owed.key].until == NOON + HOUR
    assert mail_server.accepted == []


def test_nothing_is_sent_in_quiet_hours(owed, mail_server):
    night = dt.datetime(2030, 5, 1, 23, tzinfo=dt.UTC)

    failures = send(owed, at=night)

    assert isinstance(failures[owed.key], NotDue)
    assert failures[owed.key].until == dt.datetime(2030, 5, 2, 6, 30, tzinfo=dt.UTC)
    assert mail_server.accepted == []


def test_what_was_read_in_the_product_is_not_sent(owed, educator, mail_server):
    mark_read(person=educator, up_to=1, at=NOON)

    send(owed)

    assert states() == ["cancelled"]
    assert mail_server.accepted == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "new@example.org"}])
def test_account_that_changed_meanwhile_cancels(owed, educator, mail_server, change):
    type(educator).objects.filter(pk=educator.pk).update(**change)

    send(owed)

    assert states() == ["cancelled"]
    assert mail_server.accepted == []


def test_kind_that_is_off_by_now_is_cancelled(owed, educator, mail_server):
    want(educator, Mode.OFF)

    send(owed)

    assert states() == ["cancelled"]


def test_kind_that_is_daily_by_now_waits_for_the_digest(owed, educator, mail_server):
    want(educator, Mode.DAILY)

    send(owed)

    owed.refresh_from_db()
    assert (owed.state, owed.gathered_in) == ("owed", Digest.objects.get())
    assert mail_server.accepted == []


@pytest.mark.parametrize("mode", [Mode.INSTANT, Mode.DAILY])
def test_withdrawn_announcement_is_not_sent(educator, mail_server, mode):
    announcement = AnnouncementFactory()
    want(educator, mode, kind=Kind.ANNOUNCEMENT)
    tell(educator, kind=Kind.ANNOUNCEMENT, announcement_key=str(announcement.key))
    withdraw_announcement(
        key=announcement.key, actor=announcement.author, reason="wrong", at=NOON
    )

    for digest in Digest.objects.all():
        close_digest(digest_key=digest.key, at=digest.window_end)
    send()

    assert states() == ["cancelled"]


def test_eleventh_letter_of_a_day_waits_for_the_digest(educator, mail_server):
    want(educator)
    for _ in range(11):
        tell(educator)

    send()

    assert len(mail_server.accepted) == 10
    assert states() == ["sent"] * 10 + ["owed"]
    assert Digest.objects.get().gathered.count() == 1


def test_what_is_not_begun_in_time_is_left_for_later(educator, mail_server):
    want(educator)
    tell(educator)
    tell(educator)

    failures = send(until=NOON)

    assert len(mail_server.accepted) == 1
    assert [type(failure) for failure in failures.values()] == [NotDue]


def test_files_are_written_where_there_is_no_server(owed, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    send(owed)

    assert states() == ["sent"]
    [path] = tmp_path.iterdir()
    assert f"<{owed.key}@localhost>" in path.read_text()


def test_file_that_cannot_be_written_leaves_it_owed(owed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = "/dev/null/mail"

    with pytest.raises(CarrierDown):
        send(owed)

    assert states() == ["owed"]
