import datetime as dt
import uuid

import pytest
from django.db import transaction

from events.catalogue.learning import LessonStarted
from events.outbox import emit


@pytest.fixture(autouse=True)
def no_consumers(monkeypatch):
    """The tests' own consumers only; the product's come back afterwards."""
    monkeypatch.setattr("events.subscriptions._consumers", {})
    monkeypatch.setattr("events.subscriptions._families", {})


@pytest.fixture
def start_lessons(db):
    """Emits facts as a service would, one transaction each."""

    def emit_each(count=1, *, enrolment_key=None):
        return [
            _start_lesson(enrolment_key or uuid.uuid4(), number)
            for number in range(count)
        ]

    return emit_each


@transaction.atomic
def _start_lesson(enrolment_key, number):
    return emit(
        LessonStarted(
            occurred_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
            enrolment_key=enrolment_key,
            learner_key=uuid.UUID(int=1),
            course_key=uuid.UUID(int=2),
            lesson_key=uuid.UUID(int=number),
        )
    )
