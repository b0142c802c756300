"""Long lists of frozen rows, of which a page at a time is read, and the first ten thousand at most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from django.db.models import QuerySet

Row = TypeVar("Row")

MOST_LISTED = 10_000
"""Counting all of some hundred thousand takes longer than anybody waits for a page."""


@dataclass(frozen=True, slots=True, eq=False)
class Listing(Sequence[Row]):
    """What Django's paginator can cut into pages; only the rows of a page are made."""

    rows: QuerySet[Any]
    make: Callable[[Any], Row]

    def __len__(self) -> int:
        """As many as can be turned to; if it is the most, there may be more."""
        # Their order doesn't matter here, and would have all of them sorted first.
        return self.rows.order_by()[:MOST_LISTED].count()

    @overload
    def __getitem__(self, part: int) -> Row: ...

    @overload
    def __getitem__(self, part: slice) -> list[Row]: ...

    def __getitem__(self, part: int | slice) -> Row | list[Row]:
        if isinstance(part, slice):
            return [self.make(row) for row in self.rows[part]]
        return self.make(self.rows[part])
