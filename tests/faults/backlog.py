"""What a busy site owes: written in bulk, because the test is about what comes after."""

_EVENTS = """
INSERT INTO events_event (
    event_id, type, schema_version, stream, stream_version,
    occurred_at, recorded_at, correlation_id, data
)
SELECT gen_random_uuid(), '{event}', 1, 'backlog:' || n, {version},
    now(), now(), gen_random_uuid(), jsonb_build_object('number', n)
FROM generate_series(1, {count}) AS n
"""
_DELIVERIES = """
INSERT INTO events_delivery (event_id, consumer, lane, max_attempts)
SELECT event.id, owed.consumer, owed.lane, 12
FROM events_event AS event, (VALUES {owed}) AS owed (consumer, lane)
WHERE event.stream LIKE 'backlog:%' AND event.stream_version = {version}
ORDER BY event.id
"""


def owe(site, count, *, event="tests.effect.asked", version=1, **lanes):
    """Owe ``count`` events to each consumer, ``owe(…, have_effect="effects")``."""
    owed = ", ".join(f"('{name}', '{lane}')" for name, lane in lanes.items())
    site.query(_EVENTS.format(event=event, count=count, version=version))
    site.query(_DELIVERIES.format(owed=owed, version=version))
    site.query("ANALYZE events_delivery")
