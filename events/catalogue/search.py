"""What happens to the index in which people search."""

from typing import ClassVar

from events.base import Code, Event


class IndexEvent(Event):
    """What happens to an engine's index."""

    engine: Code

    @property
    def stream(self) -> str:
        return f"index:{self.engine}"


class IndexRebuilt(IndexEvent):
    """An index was built anew beside the one in use, and took its place."""

    name: ClassVar = "search.index.rebuilt"
    documents: int


class IndexDiverged(IndexEvent):
    """An index that was up to date held other documents than there are to find.

    ``mended``: how many were then given to it again, or taken out of it.
    """

    name: ClassVar = "search.index.diverged"
    expected: int
    found: int
    mended: int = 0
