"""The bell: after a commit it tells workers which lanes to look at, and nothing else.

A ring carries no event and no claim. It may be lost, repeated or late: what is
owed stands in the database, and is looked for every 200 ms anyway.
"""

from collections.abc import Set as AbstractSet


def ring(lanes: AbstractSet[str]) -> None:
    """Say that something is owed in these lanes."""
