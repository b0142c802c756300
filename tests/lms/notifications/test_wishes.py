import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from events.catalogue.learning import PreferenceChanged, Unsubscribed
from lms.accounts import permissions
from lms.notifications import queries
from lms.notifications.models import Channel, Dispatch, Kind, Mode, QuietHours
from lms.notifications.models import NotificationPreference as Preference
from lms.notifications.tokens import sign_unsubscription
from tests.factories.accounts import EducatorFactory, LearnerFactory, UserFactory
from tests.factories.notifications import states, tell, want

SETTINGS = "/portal/notifications/settings/"
EDUCATOR = {
    "groups": "weekly",
    "announcements": "off",
    "starts": "19:00",
    "ends": "08:00",
    "days": ["0", "1"],
    "paused_until": "",
}


@pytest.fixture
def link(educator):
    token = sign_unsubscription(educator, channel="email")
    return f"/portal/notifications/unsubscribe/{token}/"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_learner_chooses_how_often_and_not_when(client, db, language):
    learner = LearnerFactory(language=language)
    client.force_login(learner)

    page = client.get(SETTINGS).content.decode()

    for name in ("progress", "courses", "announcements", "paused_until"):
        assert f'name="{name}"' in page
    for name in ("groups", "publications", "starts", "days"):
        assert f'name="{name}"' not in page


def test_learner_s_quiet_hours_hold_whatever_is_posted(client, db):
    learner = LearnerFactory()
    client.force_login(learner)
    client.post(
        SETTINGS,
        {
            "progress": "instant",
            "courses": "off",
            "announcements": "off",
            "starts": "23:00",
            "ends": "23:00",
        },
    )

    tell(
        learner,
        kind=Kind.LESSON_COMPLETED,
        at=dt.datetime(2030, 5, 1, 22, tzinfo=dt.UTC),
    )

    [dispatch] = Dispatch.objects.all()
    assert dispatch.send_after == dt.datetime(2030, 5, 2, 6, 30, tzinfo=dt.UTC)


def test_educator_chooses_how_often_and_when(client, educator, emitted):
    client.force_login(educator)

    response = client.post(SETTINGS, EDUCATOR)

    assert response.url == SETTINGS
    wishes = queries.get_wishes(educator)
    assert wishes.modes["groups"] == "weekly"
    assert (wishes.hours.starts, wishes.hours.days) == (dt.time(19), 0b11)
    changed = {
        event.kind: event.mode
        for event in emitted()
        if isinstance(event, PreferenceChanged)
    }
    assert changed == {"group_finished_module": "weekly", "announcement": "off"}
    page = client.get(SETTINGS).content.decode()
    assert '<option value="weekly" selected>' in page


def test_keeping_the_same_changes_nothing(client, educator, emitted):
    client.force_login(educator)
    client.post(SETTINGS, EDUCATOR)
    before = len(emitted())

    client.post(SETTINGS, EDUCATOR)

    assert len(emitted()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("groups", "hourly"), ("starts", "late"), ("paused_until", "2099-01-01")],
)
def test_error_stands_at_its_field(client, educator, field, value):
    client.force_login(educator)

    response = client.post(SETTINGS, {**EDUCATOR, field: value})

    assert response.status_code == 422
    assert f'id="id_{field}-error"' in response.content.decode()
    assert Preference.objects.count() == 0


def test_pause_holds_everything_back(client, educator):
    client.force_login(educator)
    day = timezone.localdate() + dt.timedelta(days=10)

    client.post(SETTINGS, {**EDUCATOR, "groups": "instant", "paused_until": day})
    tell(educator, at=timezone.now())

    [dispatch] = Dispatch.objects.all()
    assert timezone.localtime(dispatch.send_after).date() == day


def test_pause_that_is_over_is_forgotten(client, educator):
    client.force_login(educator)

    client.post(SETTINGS, {**EDUCATOR, "paused_until": "2020-01-01"})

    assert QuietHours.objects.get().paused_until is None


def test_who_works_for_several_sees_all_of_theirs(db):
    person = UserFactory(roles=[permissions.EDITOR, permissions.EDUCATOR])

    assert set(queries.get_wishes(person).modes) == {
        "announcements",
        "groups",
        "publications",
    }


def test_settings_ask_strangers_to_sign_in(client, db):
    assert client.get(SETTINGS).status_code == 302


def test_looking_at_the_link_unsubscribes_nobody(client, link, educator):
    for _ in range(2):
        assert client.get(link).status_code == 200

    assert not queries.is_unsubscribed(educator, channel=Channel.EMAIL)


def test_one_click_unsubscribes_without_session_or_token(link, educator, emitted):
    want(educator)
    tell(educator)
    want(educator, Mode.DAILY)
    tell(educator)

    response = Client(enforce_csrf_checks=True).post(
        link, {"List-Unsubscribe": "One-Click"}
    )

    assert response.status_code == 200
    assert states() == ["cancelled", "cancelled"]
    event = emitted()[-1]
    assert event == Unsubscribed(
        event_id=event.event_id,
        occurred_at=event.occurred_at,
        person_key=educator.key,
        channel="email",
    )


def test_unsubscribing_again_announces_nothing(client, link, emitted):
    client.post(link)
    before = len(emitted())

    client.post(link)

    assert len(emitted()) == before


def test_nothing_later_comes_past_an_unsubscription(client, link, educator):
    client.post(link)
    want(educator)
    want(educator, kind=Kind.ENROLLED)

    tell(educator)
    tell(educator, kind=Kind.ENROLLED)

    assert Dispatch.objects.count() == 0


def test_who_chooses_again_takes_mail_again(client, link, educator):
    client.post(link)
    client.force_login(educator)

    client.post(SETTINGS, {**EDUCATOR, "groups": "off"})
    assert queries.is_unsubscribed(educator, channel=Channel.EMAIL)
    client.post(SETTINGS, EDUCATOR)
    assert not queries.is_unsubscribed(educator, channel=Channel.EMAIL)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_link_speaks_its_person_s_language(client, db, language):
    person = EducatorFactory(language=language)
    token = sign_unsubscription(person, channel="email")

    page = client.get(f"/portal/notifications/unsubscribe/{token}/").content.decode()

    assert f'<html lang="{language}"' in page


def test_forged_link_is_no_page(client, db):
    assert client.get("/portal/notifications/unsubscribe/abc:def/").status_code == 404


def test_link_of_who_is_gone_is_no_page(client, link, educator):
    educator.delete()

    assert client.post(link).status_code == 404
