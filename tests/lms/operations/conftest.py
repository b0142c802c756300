import datetime as dt
import time
import uuid

import pytest
from django.db import transaction

from events.catalogue.learning import LessonStarted
from events.outbox import emit
from events.subscriptions import PermanentError, subscribe
from lms.accounts import permissions
from tests.factories.accounts import UserFactory


@pytest.fixture
def administrator(client, db):
    administrator = UserFactory(roles=[permissions.ADMINISTRATOR])
    client.force_login(administrator)
    return administrator


@pytest.fixture
def mended():
    """Not yet, at first: what the tests' consumer stumbles over."""
    return []


@pytest.fixture
def consumer(monkeypatch, mended):
    """The only one there is; it hears lessons, and needs what is mended later."""
    monkeypatch.setattr("events.subscriptions._consumers", {})

    @subscribe(LessonStarted, lane="tests")
    def tell_partner(*, event):
        if not mended:
            raise PermanentError("the partner’s group is gone")

    return tell_partner


@pytest.fixture
def start_lessons(consumer, db):
    """Emits facts as a service would, all of one enrolment."""
    enrolment_key = uuid.uuid4()

    @transaction.atomic
    def start(number):
        return emit(
            LessonStarted(
                occurred_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
                enrolment_key=enrolment_key,
                learner_key=uuid.UUID(int=1),
                course_key=uuid.UUID(int=2),
                lesson_key=uuid.UUID(int=number),
            )
        )

    return lambda count: [start(number) for number in range(count)]


@pytest.fixture
def dead(start_lessons, drain):
    """Makes some deliveries that failed for good."""

    def let_die(count):
        start_lessons(count)
        drain(failures_allowed=True)

    return let_die


@pytest.fixture
def wait_until():
    """Waits for what other threads bring about."""

    def wait(is_so, *, seconds=20):
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, "it did not come"
            time.sleep(0.05)

    return wait
