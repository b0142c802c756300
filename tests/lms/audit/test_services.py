import datetime as dt
import uuid

import pytest

from lms.audit import actors
from lms.audit.models import Action, AuditEntry
from lms.audit.services import record_erasure, record_look
from tests.factories.accounts import EducatorFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


def test_looks_are_kept_for_a_year_and_erasures_for_good():
    actor, subject = EducatorFactory(), uuid.uuid4()
    for days in (0, 2):
        record_look(
            actor=actor,
            action=Action.SAW_STORY,
            subject_key=subject,
            at=NOON + dt.timedelta(days=days),
        )
    record_erasure(actor_key=actor.key, subject_key=subject, at=NOON)

    for _ in range(2):
        actors.forget_old_looks(at=NOON + dt.timedelta(days=366))

    left = AuditEntry.objects.order_by("pk").values_list("action", "at")
    assert list(left) == [
        (Action.SAW_STORY, NOON + dt.timedelta(days=2)),
        (Action.ERASED, NOON),
    ]
