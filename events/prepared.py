"""Statements that PostgreSQL plans once a connection, for what is said all day.

Django binds values on the client, and the server would parse and plan the same
long statement anew each time.
"""

from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

# Django switches preparing off. Of itself psycopg still prepares nothing.
NEVER_OF_ITSELF = 2**31


class PreparedCursor(Cursor[tuple[Any, ...]]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{**options, "prepare": True})


def open_cursor() -> CursorWrapper:
    """Open a cursor of Django's, errors and log of queries as always, that prepares what it runs."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = NEVER_OF_ITSELF
    # Django's types want its own wrapper here, and it wraps the driver's cursor.
    cursor: Any = PreparedCursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
