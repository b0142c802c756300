"""Everything that can happen; one module a producer."""

from events.catalogue import content, families, learning

__all__ = ["content", "families", "learning"]
