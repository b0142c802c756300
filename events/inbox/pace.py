"""How often somebody may come, counted in the cache by the minute."""

from django.core.cache import cache

WINDOW_SECONDS = 60

OF_A_SOURCE = 600
OF_STRANGERS = 30
"""Requests with a wrong token from one address."""


def is_too_fast(who: str, most: int) -> bool:
    """Count one request, and say whether that was one too many."""
    key = f"inbox-pace:{who}"
    if cache.add(key, 1, WINDOW_SECONDS):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:
        # It ran out between the two.
        return False
