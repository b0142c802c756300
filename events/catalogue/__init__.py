"""Everything that can happen; one module a producer."""

from events.catalogue import content, families, learning, operations

__all__ = ["content", "families", "learning", "operations"]
