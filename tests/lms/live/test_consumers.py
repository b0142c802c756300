import datetime as dt
import json
import time
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from events.catalogue.learning import LessonStarted
from events.outbox import emit
from lms.accounts.services import announce_sign_out
from lms.live.consumers import DoorbellConsumer
from lms.notifications.models import Kind, Reason
from lms.notifications.services import notify
from tests.factories.accounts import CoordinatorFactory, EducatorFactory, LearnerFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
SILENCE = 0.4


def tell(person):
    notify(
        audience=[person],
        kind=Kind.ENROLLED,
        reason=Reason.OWN,
        params={"course_key": str(uuid.uuid4())},
        dedupe_key=str(uuid.uuid4()),
        event_id=uuid.uuid4(),
        at=NOON,
    )


def start_lesson(enrolment):
    with transaction.atomic():
        emit(
            LessonStarted(
                occurred_at=NOON,
                enrolment_key=enrolment.key,
                learner_key=enrolment.learner.key,
                course_key=enrolment.course_key,
                lesson_key=uuid.uuid4(),
            )
        )


def is_silent(socket):
    try:
        socket.recv(timeout=SILENCE)
    except TimeoutError:
        return True
    return False


def close_code(socket):
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=5)
    return closed.value.rcvd.code


@pytest.fixture
def enrolment(transactional_db):
    membership = GroupMembershipFactory(group=GroupFactory())
    return EnrolmentFactory(learner=membership.learner, cohort=membership.group.cohort)


@pytest.fixture
def group(enrolment):
    return enrolment.learner.memberships.get().group


def test_socket_hears_its_person_s_notification(listen, hear, drain):
    salma = LearnerFactory()
    socket = listen(salma)

    tell(salma)
    drain()

    assert hear(socket) == {"kind": "notification", "id": "1"}


def test_socket_of_each_device_hears(listen, hear, drain):
    salma = LearnerFactory()
    phone, computer = listen(salma), listen(salma)

    tell(salma)
    drain()

    assert hear(phone) == hear(computer) == {"kind": "notification", "id": "1"}


def test_socket_hears_nothing_of_others(listen, drain):
    socket = listen(LearnerFactory())

    tell(LearnerFactory())
    drain()

    assert is_silent(socket)


def test_educator_s_socket_hears_the_board_of_the_group(
    listen, hear, drain, enrolment, group
):
    socket = listen(group.referent)

    start_lesson(enrolment)
    drain()

    assert hear(socket) == {"kind": "board", "id": str(group.pk)}


def test_coordinator_s_socket_hears_every_board(listen, hear, drain, enrolment, group):
    socket = listen(CoordinatorFactory())

    start_lesson(enrolment)
    drain()

    assert hear(socket) == {"kind": "board", "id": str(group.pk)}


def test_sockets_of_other_educators_and_learners_hear_no_board(
    listen, drain, enrolment
):
    sockets = [listen(EducatorFactory()), listen(enrolment.learner)]

    start_lesson(enrolment)
    drain()

    assert all(is_silent(socket) for socket in sockets)


def test_several_facts_ring_once(listen, hear, drain, enrolment, group):
    socket = listen(group.referent)

    for _ in range(3):
        start_lesson(enrolment)
    drain()

    assert hear(socket) == {"kind": "board", "id": str(group.pk)}
    assert is_silent(socket)


def test_what_a_client_sends_joins_nothing(listen, drain):
    other = LearnerFactory()
    socket = listen(LearnerFactory())

    socket.send(json.dumps({"join": f"person.{other.key}"}))
    socket.send("not JSON at all")
    tell(other)
    drain()

    assert is_silent(socket)


def test_foreign_origin_is_refused(listen):
    with pytest.raises(InvalidStatus) as refused:
        listen(LearnerFactory(), origin="https://elsewhere.example.org")

    assert refused.value.response.status_code == 403


def test_stranger_is_refused(listen):
    assert close_code(listen()) == 4401


def test_sign_out_closes_the_socket(listen, drain):
    salma, client = LearnerFactory(), Client()
    socket = listen(salma, client=client)

    Session.objects.all().delete()
    announce_sign_out(person_key=salma.key, at=NOON)
    drain()

    assert close_code(socket) == 4401


def test_sign_out_on_one_device_leaves_the_other(listen, hear, drain):
    salma = LearnerFactory()
    phone_client = Client()
    phone = listen(salma, client=phone_client)
    computer = listen(salma)

    Session.objects.get(pk=phone_client.session.session_key).delete()
    announce_sign_out(person_key=salma.key, at=NOON)
    tell(salma)
    drain()

    assert close_code(phone) == 4401
    assert hear(computer) == {"kind": "notification", "id": "1"}


def test_session_is_looked_at_again_and_again(listen, monkeypatch):
    monkeypatch.setattr(DoorbellConsumer, "recheck_seconds", 0.1)
    socket = listen(LearnerFactory())

    Session.objects.all().delete()

    assert close_code(socket) == 4401


def test_closed_account_closes_the_socket(listen, monkeypatch):
    monkeypatch.setattr(DoorbellConsumer, "recheck_seconds", 0.1)
    salma = LearnerFactory()
    socket = listen(salma)

    salma.is_active = False
    salma.save()

    assert close_code(socket) == 4401


def test_group_taken_away_closes_the_socket(listen, monkeypatch, group):
    monkeypatch.setattr(DoorbellConsumer, "recheck_seconds", 0.1)
    socket = listen(group.referent)

    group.referent = None
    group.save()

    assert close_code(socket) == 4403


def test_group_given_is_heard_without_a_new_socket(
    listen, hear, drain, monkeypatch, enrolment, group
):
    monkeypatch.setattr(DoorbellConsumer, "recheck_seconds", 0.1)
    educator = EducatorFactory()
    socket = listen(educator)

    group.educators.add(educator)
    time.sleep(0.5)
    start_lesson(enrolment)
    drain()

    assert hear(socket) == {"kind": "board", "id": str(group.pk)}


def test_what_was_missed_is_read_from_the_cursor(listen, hear, drain):
    salma, client = LearnerFactory(), Client()
    first = listen(salma, client=client)
    tell(salma)
    drain()
    heard = int(hear(first)["id"])
    first.close()

    tell(salma)
    drain()
    listen(client=client)

    answer = client.get("/portal/mailbox/", {"after": heard}).json()
    assert [entry["seq"] for entry in answer["entries"]] == [2]
