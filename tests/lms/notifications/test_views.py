import datetime as dt
import uuid

import pytest
from django.urls import reverse

from lms.notifications import services
from lms.notifications.models import Kind, Notification, Reason
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import make_course

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
LIST = "/portal/notifications/"
CURSOR = "/portal/mailbox/"


@pytest.fixture
def salma(client, db):
    salma = LearnerFactory()
    client.force_login(salma)
    return salma


def tell(person, course, count=1, kind=Kind.ENROLLED, **params):
    for _ in range(count):
        services.notify(
            audience=[person],
            kind=kind,
            reason=Reason.OWN,
            params={"course_key": str(course.translation_key), **params},
            dedupe_key=str(uuid.uuid4()),
            event_id=uuid.uuid4(),
            at=NOON,
        )


@pytest.mark.parametrize("items", [1, 3])
def test_list_asks_the_same_of_the_database_whatever_its_length(
    client, salma, items, django_assert_num_queries
):
    for number in range(items):
        tell(salma, make_course(code=f"c{number}", lessons=1))
    client.get(LIST)

    with django_assert_num_queries(9):
        response = client.get(LIST)

    assert response.content.decode().count("notif--new") == items


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        (Kind.ENROLLED, {}),
        (Kind.LESSON_COMPLETED, {"lesson_keys": ["first"]}),
        (Kind.MODULE_COMPLETED, {"module_key": "first"}),
        (Kind.COURSE_COMPLETED, {}),
        (Kind.LESSONS_ADDED, {"lesson_keys": ["first"]}),
        (Kind.COURSE_PUBLISHED, {"learners": 3, "edition": 2}),
        (Kind.GROUP_FINISHED_MODULE, {"group_id": 0, "learner_keys": ["salma"]}),
        (Kind.DELIVERIES_DEAD, {"consumer": "index_content"}),
        (Kind.LANE_WAITS, {"lane": "mail"}),
        (Kind.LANE_PAUSED, {"lane": "mail"}),
        (Kind.WEBHOOK_DISABLED, {"endpoint_key": "abc"}),
        (Kind.LETTERS_UNKNOWN, {}),
        (Kind.WORK_STUCK, {"consumer": "reconcile_index"}),
        (Kind.CALENDAR_STOOD_STILL, {}),
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_kind_is_worded_in_the_reader_s_language(
    client, salma, course, group, kind, params, language
):
    module_key = uuid.uuid5(course.translation_key, "module/M1")
    lesson_key = uuid.uuid5(course.translation_key, "lesson/M1-1")
    real = {
        "lesson_keys": [str(lesson_key)],
        "module_key": str(module_key),
        "learner_keys": [str(salma.key)],
        "group_id": group.pk,
    }
    tell(
        salma,
        course,
        kind=kind,
        **{**params, **{k: real[k] for k in params if k in real}},
    )
    salma.language = language
    salma.save()
    client.cookies["django_language"] = language

    response = client.get(LIST)

    assert response.status_code == 200
    assert "notif--new" in response.content.decode()


def test_notification_of_a_course_that_is_gone_is_still_listed(client, salma, course):
    tell(salma, course)
    Notification.objects.update(params={"course_key": str(uuid.uuid4())})

    assert "notif--new" in client.get(LIST).content.decode()


def test_list_marks_seen_and_leaves_unread(client, salma, course):
    tell(salma, course)

    client.get(LIST)

    [notification] = Notification.objects.all()
    assert notification.seen_at is not None
    assert notification.read_at is None


def test_list_shows_nothing_of_others(client, salma, course):
    tell(LearnerFactory(), course)

    assert "notif--new" not in client.get(LIST).content.decode()


def test_list_has_pages(client, salma, course):
    tell(salma, course, 31)

    assert client.get(LIST).content.decode().count("notif--new") == 30
    assert client.get(LIST, {"page": 2}).content.decode().count("notif--new") == 1


def test_list_is_kept_by_no_cache(client, salma):
    assert client.get(LIST)["Cache-Control"] == "private, no-store"


def test_list_asks_strangers_to_sign_in(client, db):
    response = client.get(LIST)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_read_all_reads_what_the_page_showed(client, salma, course):
    tell(salma, course, 2)

    client.post(LIST + "read/", {"up_to": 1})

    assert [one.seq for one in Notification.objects.unread()] == [2]


def test_read_all_of_nonsense_reads_nothing(client, salma, course):
    tell(salma, course)

    assert client.post(LIST + "read/", {"up_to": "x"}).status_code == 302
    assert Notification.objects.unread().count() == 1


def test_read_one_reads_it(client, salma, course):
    tell(salma, course, 2)

    client.post(f"{LIST}2/read/")

    assert [one.seq for one in Notification.objects.unread()] == [1]


def test_open_reads_one_of_others_never(client, salma, course):
    tell(LearnerFactory(), course)

    assert client.get(f"{LIST}1/").status_code == 404
    assert Notification.objects.unread().count() == 1


def test_cursor_goes_on_from_a_number(client, salma, course):
    tell(salma, course, 3)

    response = client.get(CURSOR, {"after": 1})

    assert response["Cache-Control"] == "private, no-store"
    answer = response.json()
    assert [entry["seq"] for entry in answer["entries"]] == [2, 3]
    assert (answer["last"], answer["unread"], answer["has_more"]) == (3, 3, False)


def test_cursor_at_the_end_stays_there(client, salma, course):
    tell(salma, course)

    answer = client.get(CURSOR, {"after": 1}).json()

    assert (answer["entries"], answer["last"]) == ([], 1)


def test_cursor_has_pages(client, salma, course):
    box = tell(salma, course) or salma.mailbox
    Notification.objects.bulk_create(
        Notification(
            recipient=salma, seq=seq, dedupe_key=f"k{seq}", event_id=uuid.uuid4(),
            kind=Kind.ENROLLED, reason=Reason.OWN, params={}, created_at=NOON,
        )
        for seq in range(2, 204)
    )  # fmt: skip
    assert box.last_seq == 1

    first = client.get(CURSOR).json()
    second = client.get(CURSOR, {"after": first["last"]}).json()

    assert (len(first["entries"]), first["has_more"]) == (200, True)
    assert [entry["seq"] for entry in second["entries"]] == [201, 202, 203]


@pytest.mark.parametrize("after", ["-1", "x"])
def test_cursor_refuses_what_is_no_number(client, salma, after):
    assert client.get(CURSOR, {"after": after}).status_code == 400


def test_cursor_tells_strangers_nothing(client, db):
    response = client.get(CURSOR)

    assert (response.status_code, response.json()) == (401, {})
