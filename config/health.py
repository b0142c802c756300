"""Whether the process lives, and whether what it stands on answers."""

import socket
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

PATIENCE_SECONDS = 1.0
PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "https": 443}


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer; a process that cannot is started anew."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say which dependency is down, by its kind and never by its address.

    Pages stay up without a broker or a search engine, so that only the database
    takes this process out of the rotation.
    """
    is_up = find_services()
    status = HTTPStatus.OK if is_up["database"] else HTTPStatus.SERVICE_UNAVAILABLE
    state = {True: "up", False: "down"}
    return JsonResponse({name: state[up] for name, up in is_up.items()}, status=status)


def find_services() -> dict[str, bool]:
    """Each service that the settings name, and whether it answers."""
    addresses = {
        "broker": settings.BROKER_URL,
        "channels": settings.CHANNELS_URL,
        "search": settings.ELASTICSEARCH_URL,
    }
    is_up = {"database": has_database()}
    return is_up | {name: answers(url) for name, url in addresses.items() if url}


def has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def answers(url: str) -> bool:
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or PORTS.get(parts.scheme, 80))
    try:
        socket.create_connection(address, PATIENCE_SECONDS).close()
    except OSError:
        return False
    return True
