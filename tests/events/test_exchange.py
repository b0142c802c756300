import uuid

import pytest

from events.exchange import make_cloud_event
from events.models import EventRecord

pytestmark = pytest.mark.django_db


def test_cloud_event_tells_what_happened_and_its_place_in_its_stream(start_lessons):
    enrolment = uuid.UUID(int=7)
    _, second = start_lessons(2, enrolment_key=enrolment)

    cloud_event = make_cloud_event(EventRecord.objects.latest("id"), source="urn:x")

    assert cloud_event == {
        "specversion": "1.0",
        "id": str(second.event.event_id),
        "source": "urn:x",
        "type": "org.forsa.learning.lesson.started.v1",
        "subject": f"enrolment:{enrolment}",
        "time": "2030-01-01T00:00:00+00:00",
        "datacontenttype": "application/json",
        "dataschema": "urn:forsa:event:learning.lesson.started:v1",
        "partitionkey": f"enrolment:{enrolment}",
        "sequence": "00000000000000000002",
        "recordedtime": second.recorded_at.isoformat(),
        "correlationid": str(second.event.event_id),
        "data": second.event.data,
    }


def test_cloud_event_names_what_caused_it(start_lessons):
    start_lessons()
    cause = uuid.uuid4()
    EventRecord.objects.update(causation_id=cause)

    cloud_event = make_cloud_event(EventRecord.objects.get(), source="urn:x")

    assert cloud_event["causationid"] == str(cause)
