"""The way from any process to the sockets of another."""

from typing import Any

# The layer asks Redis to hold each answer back for five seconds, and the client's
# own patience is no longer than that: every socket that was quiet so long was cut.
PATIENCE_SECONDS = 10


def get_layers(url: str) -> dict[str, dict[str, Any]]:
    """Through a Redis; without one, within this process only."""
    if not url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    host = {"address": url, "socket_timeout": PATIENCE_SECONDS}
    return {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [host], "prefix": "forsa"},
        }
    }
