import datetime as dt
import uuid

import pytest
from django.utils import timezone

from events.inbox import actors, services
from events.inbox.models import InboxEntry, InboxSource

pytestmark = pytest.mark.django_db


def test_token_is_not_in_the_database():
    created = services.create_source(
        name="CRM", prefix="urn:crm", actor=None, at=timezone.now()
    )

    (stored,) = InboxSource.objects.values()

    assert created.token.startswith("forsa_in_")
    assert created.token not in str(stored)
    assert services.get_source_by_token(created.token).key == created.source_key


def test_source_that_is_none_is_neither_revoked_nor_given_a_token():
    with pytest.raises(services.SourceUnknown):
        services.revoke_source(key=uuid.uuid4(), at=timezone.now())
    with pytest.raises(services.SourceUnknown):
        services.rotate_token(key=uuid.uuid4(), at=timezone.now())


def test_what_came_is_forgotten_after_three_months():
    at = timezone.now()
    for days in (89, 91):
        InboxEntry.objects.create(
            source="urn:crm",
            source_id=str(days),
            type="t",
            cloud_event={},
            received_at=at - dt.timedelta(days=days),
        )

    actors.forget_inbox_entries(at=at)

    assert [entry.source_id for entry in InboxEntry.objects.all()] == ["89"]
