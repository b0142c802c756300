import datetime as dt

import pytest

from events.models import Delivery
from lms.notifications import services
from lms.notifications.models import Digest, Dispatch, Mode
from lms.notifications.services import mark_one_read, mark_read
from tests.factories.accounts import EducatorFactory
from tests.factories.notifications import NOON, send, states, tell, want

FIVE = dt.datetime(2030, 5, 1, 16, tzinfo=dt.UTC)


def close(at=FIVE):
    for digest in Digest.objects.filter(window_end__lte=at):
        services.close_digest(digest_key=digest.key, at=at)


def get_texts(sink):
    return [copy.message.get_body(("plain",)).get_content() for copy in sink.accepted]


def test_window_becomes_one_letter(educator, mail_server, course):
    for _ in range(3):
        tell(educator, course_key=str(course.translation_key))

    close()
    close()
    send(at=FIVE)
    send(at=FIVE)

    assert states() == ["digested"] * 3 + ["sent"]
    [text] = get_texts(mail_server)
    assert text.count("/portal/notifications/") == 3 + 3
    assert Digest.objects.get().state == "closed"


def test_what_was_read_meanwhile_is_left_out(educator, mail_server):
    tell(educator)
    tell(educator)
    mark_one_read(person=educator, seq=1, at=NOON)

    close()
    send(at=FIVE)

    assert states() == ["cancelled", "digested", "sent"]


def test_empty_digest_is_none(educator, mail_server):
    tell(educator)
    mark_read(person=educator, up_to=1, at=NOON)

    close()

    assert Digest.objects.get().state == "empty"
    assert states() == ["cancelled"]


def test_digest_that_was_read_before_it_left_is_cancelled(educator, mail_server):
    tell(educator)
    close()
    mark_read(person=educator, up_to=1, at=FIVE)

    send(at=FIVE)

    assert states() == ["digested", "cancelled"]
    assert mail_server.accepted == []


@pytest.mark.parametrize("change", ["off", "unsubscribed", "closed"])
def test_digest_nobody_wants_is_none(educator, change):
    tell(educator)
    if change == "off":
        want(educator, Mode.OFF)
    elif change == "unsubscribed":
        want(educator, Mode.OFF, kind="")
    else:
        educator.is_active = False
        educator.save()

    close()

    assert Digest.objects.get().state == "empty"
    assert not Dispatch.objects.filter(digest__isnull=False).exists()


def test_unknown_letter_is_told_in_the_next_digest(educator, mail_server):
    want(educator)
    tell(educator)
    mail_server.mood = "cut after"
    send()
    mail_server.mood = ""

    close()
    send(at=FIVE)

    assert states() == ["unknown", "sent"]
    assert len(mail_server.count_copies()) == 2


def test_unknown_digest_is_told_in_the_next_one(educator, mail_server):
    tell(educator)
    close()
    mail_server.mood = "cut after"
    send(at=FIVE)
    mail_server.mood = ""

    close(at=FIVE + dt.timedelta(days=1))
    send(at=FIVE + dt.timedelta(days=1))

    assert states() == ["digested", "unknown", "sent"]


def test_long_digest_names_twenty(educator, mail_server, course):
    for _ in range(22):
        tell(educator, course_key=str(course.translation_key))

    close()
    send(at=FIVE)

    [text] = get_texts(mail_server)
    assert text.count("/portal/notifications/") == 20 + 3
    assert "2" in text


def test_item_that_comes_as_the_window_closes_goes_into_the_next(educator):
    tell(educator, at=FIVE - dt.timedelta(seconds=1))
    close()

    tell(educator, at=FIVE - dt.timedelta(seconds=1))

    first, second = Digest.objects.order_by("window_end")
    assert second.window_start == first.window_end
    assert Delivery.objects.filter(consumer="gather_digest").count() == 2


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_digest_speaks_its_reader_s_language(mail_server, db, language, course, group):
    person = EducatorFactory(language=language, given_name_latin="Driss<b>")
    for _ in range(3):
        tell(
            person,
            course_key=str(course.translation_key),
            group_id=group.pk,
        )
    close()
    send(at=FIVE)

    [copy] = mail_server.accepted
    html = copy.message.get_body(("html",)).get_content()
    assert (
        f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    )
    assert "Driss<b>" not in html
    assert "\u2068" in get_texts(mail_server)[0]
