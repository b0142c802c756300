"""How others see our events: CloudEvents 1.0, and an AsyncAPI 3 document of the catalogue."""

from typing import Any

from events.base import Event, find_event_types
from events.catalogue.absent import ABSENT
from events.models import EventRecord
from events.schemas import describe, get_id


def get_type(event_type: type[Event]) -> str:
    return f"org.forsa.{event_type.name}.v{event_type.schema_version}"


def make_cloud_event(record: EventRecord, *, source: str) -> dict[str, Any]:
    """An event in the JSON format of CloudEvents 1.0, with its place in its stream."""
    event = record.load()
    cloud_event = {
        "specversion": "1.0",
        "id": str(record.event_id),
        "source": source,
        "type": get_type(type(event)),
        "subject": record.stream,
        "time": record.occurred_at.isoformat(),
        "datacontenttype": "application/json",
        "dataschema": get_id(type(event)),
        "partitionkey": record.stream,
        # Padded, because readers compare it as text.
        "sequence": f"{record.stream_version:020}",
        "recordedtime": record.recorded_at.isoformat(),
        "correlationid": str(record.correlation_id),
        "data": event.data,
    }
    if record.causation_id:
        cloud_event["causationid"] = str(record.causation_id)
    return cloud_event


def make_catalogue() -> dict[str, Any]:
    """The catalogue as an AsyncAPI 3 document: one channel and one message a kind of event."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for name, event_type in find_event_types().items():
        channels[name] = {
            "address": get_type(event_type),
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }
        operations[f"send.{name}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{name}"},
            "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
        }
        messages[name] = {
            "name": get_type(event_type),
            "title": event_type.__name__,
            "summary": event_type.__doc__,
            "contentType": "application/json",
            "payload": describe(event_type),
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Events of Forsa",
            "version": "1.0.0",
            "description": "What can happen. Each message is the data of a CloudEvent.",
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def make_table() -> str:
    """The catalogue as a table in Markdown, for people; ``docs/events.md`` is this."""
    rows = [
        "# The events of Forsa",
        "",
        (
            "What can happen, by who tells it: `content` is what editors do, `learning` what learners and staff do,"
            " `search` and `events` what becomes of both."
        ),
        (
            "Each carries keys, figures, times and words of ours, and nothing that somebody typed. Written by"
            " `manage.py events catalogue --format markdown`; the forms stand in `events/catalogue/schemas/`."
        ),
        "",
        "| event | version | tells | true when |",
        "| --- | --- | --- | --- |",
    ]
    for name, event_type in find_event_types().items():
        fields = [
            field
            for field in event_type.model_fields
            if field not in Event.model_fields
        ]
        said = " ".join((event_type.__doc__ or "").split()).replace("``", "`")
        cells = (name, event_type.schema_version, ", ".join(fields), said)
        rows.append("| {} | {} | {} | {} |".format(*cells))
    rows += [
        "",
        "## What nothing makes true yet",
        "",
        "Expected of a platform like this one, and not emitted; why, or what tells it instead.",
        "",
        "| event | because |",
        "| --- | --- |",
        *(f"| {name} | {reason} |" for name, reason in ABSENT.items()),
    ]
    return "\n".join(rows) + "\n"
