"""Everything that can happen; one module a subject."""

from events.catalogue import (
    announcements,
    content,
    families,
    learning,
    operations,
    outside,
    people,
    search,
)

__all__ = [
    "announcements",
    "content",
    "families",
    "learning",
    "operations",
    "outside",
    "people",
    "search",
]
