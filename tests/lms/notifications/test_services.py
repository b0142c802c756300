import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from events.catalogue.learning import NotificationCreated, NotificationsRead
from lms.notifications import services
from lms.notifications.models import Kind, Mailbox, Notification, Reason
from tests.factories.accounts import LearnerFactory

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


def tell(*audience, dedupe_key="course:1", **kwargs):
    return services.notify(
        audience=audience,
        kind=Kind.COURSE_COMPLETED,
        reason=Reason.OWN,
        params={"course_key": str(uuid.uuid4())},
        dedupe_key=dedupe_key,
        event_id=uuid.uuid4(),
        at=NOON,
        **kwargs,
    )


def join(*audience, learner_key, dedupe_key="group:1"):
    return services.notify_of_group(
        audience=audience,
        kind=Kind.GROUP_FINISHED_MODULE,
        reason=Reason.ACCOMPANIES_GROUP,
        params={"course_key": str(uuid.uuid4()), "group_id": 1},
        learner_key=learner_key,
        dedupe_key=dedupe_key,
        event_id=uuid.uuid4(),
        at=NOON,
    )


def numbers(person):
    rows = Notification.objects.filter(recipient=person).order_by("seq")
    return list(rows.values_list("seq", flat=True))


@pytest.fixture
def salma(db):
    return LearnerFactory()


def test_notify_announces_what_it_wrote(salma, emitted):
    [notification] = tell(salma)

    assert notification.seq == 1
    [event] = emitted()
    assert event == NotificationCreated(
        event_id=event.event_id, occurred_at=NOON, person_key=salma.key, seq=1
    )


def test_notify_tells_nothing_twice(salma, emitted):
    tell(salma)

    assert tell(salma) == []
    assert numbers(salma) == [1]
    assert len(emitted()) == 1


def test_notify_tells_who_is_twice_in_the_audience_once(salma):
    tell(salma, salma)

    assert numbers(salma) == [1]


def test_notify_numbers_each_mailbox_without_gaps(salma):
    yassine = LearnerFactory()

    tell(salma, yassine, dedupe_key="a")
    tell(salma, dedupe_key="a")
    tell(salma, dedupe_key="b")
    tell(yassine, salma, dedupe_key="c")

    assert numbers(salma) == [1, 2, 3]
    assert numbers(yassine) == [1, 2]
    assert Mailbox.objects.get(pk=salma.pk).last_seq == 3


def test_notify_of_nobody_writes_nothing(db, emitted):
    assert tell() == []
    assert emitted() == []


def test_notify_of_group_tells_once_of_many(salma, emitted):
    first, second = uuid.uuid4(), uuid.uuid4()

    join(salma, learner_key=first)
    join(salma, learner_key=second)
    join(salma, learner_key=second)

    [notification] = Notification.objects.all()
    assert notification.params["learner_keys"] == [str(first), str(second)]
    rung = [event for event in emitted() if isinstance(event, NotificationCreated)]
    assert len(rung) == 1


def test_mark_read_marks_up_to_a_number(salma, emitted):
    for key in "abc":
        tell(salma, dedupe_key=key)

    count = services.mark_read(person=salma, up_to=2, at=NOON)

    assert count == 2
    unread = Notification.objects.unread().filter(recipient=salma)
    assert [one.seq for one in unread] == [3]
    event = emitted()[-1]
    assert event == NotificationsRead(
        event_id=event.event_id, occurred_at=NOON, person_key=salma.key, seq=2
    )


def test_mark_read_again_announces_nothing(salma, emitted):
    tell(salma)
    services.mark_read(person=salma, up_to=1, at=NOON)
    told = len(emitted())

    assert services.mark_read(person=salma, up_to=1, at=NOON) == 0
    assert len(emitted()) == told


def test_mark_read_reads_nothing_that_has_not_come(salma):
    tell(salma, dedupe_key="a")
    services.mark_read(person=salma, up_to=99, at=NOON)

    tell(salma, dedupe_key="b")

    assert Notification.objects.unread().count() == 1


def test_mark_one_read_leaves_the_others(salma):
    for key in "abc":
        tell(salma, dedupe_key=key)

    services.mark_one_read(person=salma, seq=2, at=NOON)
    services.mark_one_read(person=salma, seq=2, at=NOON)

    unread = Notification.objects.unread().order_by("seq")
    assert [one.seq for one in unread] == [1, 3]


def test_mark_one_read_announces_once_nothing_older_is_unread(salma, emitted):
    for key in "ab":
        tell(salma, dedupe_key=key)

    services.mark_one_read(person=salma, seq=2, at=NOON)
    assert not any(isinstance(event, NotificationsRead) for event in emitted())

    services.mark_one_read(person=salma, seq=1, at=NOON)
    assert emitted()[-1].seq == 1


def test_mark_seen_keeps_unread(salma):
    tell(salma)

    services.mark_seen(person=salma, up_to=5, at=NOON)
    services.mark_seen(person=salma, up_to=1, at=NOON + dt.timedelta(hours=1))

    [notification] = Notification.objects.all()
    assert (notification.seen_at, notification.read_at) == (NOON, None)
    assert Mailbox.objects.get(pk=salma.pk).seen_seq == 1


@pytest.mark.django_db(transaction=True)
def test_notify_from_two_connections_tells_once_without_gaps():
    salma = LearnerFactory()
    start = threading.Barrier(2)

    def tell_all():
        start.wait()
        for key in range(20):
            tell(salma, dedupe_key=f"key:{key}")
        connection.close()

    threads = [threading.Thread(target=tell_all) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers(salma) == list(range(1, 21))
