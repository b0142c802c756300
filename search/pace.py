"""How often one person or address may search: often enough for a class behind one address."""

from django.core.cache import cache
from django.http import HttpRequest

MOST = 240
WINDOW = 60


def is_too_fast(request: HttpRequest) -> bool:
    """More than ``MOST`` questions within ``WINDOW`` seconds."""
    who = request.session.get("_auth_user_id") or request.META.get("REMOTE_ADDR", "")
    key = f"search-pace:{who}"
    if cache.add(key, 1, WINDOW):
        return False
    try:
        return cache.incr(key) > MOST
    except ValueError:
        # It ran out between the two.
        return False
