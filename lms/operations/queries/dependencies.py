"""Whether what the product stands on answers: database, broker, channel layer, search engine."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection

PATIENCE_SECONDS = 1.0
PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "https": 443}


def find_services() -> dict[str, bool]:
    """Each service that the settings name, and whether it answers; waits a second at most."""
    addresses = {
        "broker": settings.BROKER_URL,
        "channels": settings.CHANNELS_URL,
        "search": settings.ELASTICSEARCH_URL,
    }
    given = {name: url for name, url in addresses.items() if url}
    is_up = {"database": _has_database()}
    if given:
        with ThreadPoolExecutor(len(given)) as pool:
            is_up |= zip(given, pool.map(_answers, given.values()), strict=True)
    return is_up


def _has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or PORTS.get(parts.scheme, 80))
    try:
        socket.create_connection(address, PATIENCE_SECONDS).close()
    except OSError:
        return False
    return True
