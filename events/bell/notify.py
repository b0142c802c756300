"""PostgreSQL's own bell, for an installation that has no broker."""

from collections.abc import Set as AbstractSet

from django.db import connection

CHANNEL = "forsa_lanes"


def send(lanes: AbstractSet[str]) -> None:
    """Notify whoever listens.

    Never in the transaction that emits: notifying takes a lock on the whole
    cluster until the commit, and all writers would queue for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, lane) FROM unnest(%s::text[]) AS lane",
            [CHANNEL, sorted(lanes)],
        )


def listen(seconds: float) -> set[str]:
    """Wait for rings up to ``seconds``, and return the lanes that were rung."""
    connection.ensure_connection()
    listener = connection.connection
    listener.execute(f"LISTEN {CHANNEL}")
    return {
        notice.payload for notice in listener.notifies(timeout=seconds, stop_after=1)
    }
