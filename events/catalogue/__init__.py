"""Everything that can happen; one module a producer."""

from events.catalogue import content, learning

__all__ = ["content", "learning"]
