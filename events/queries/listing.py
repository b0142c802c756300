"""Long lists of frozen rows, of which a page at a time is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from django.db.models import QuerySet

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, eq=False)
class Listing(Sequence[Row]):
    """What Django's paginator can cut into pages; only the rows of a page are made."""

    rows: QuerySet[Any]
    make: Callable[[Any], Row]

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, part: int) -> Row: ...

    @overload
    def __getitem__(self, part: slice) -> list[Row]: ...

    def __getitem__(self, part: int | slice) -> Row | list[Row]:
        if isinstance(part, slice):
            return [self.make(row) for row in self.rows[part]]
        return self.make(self.rows[part])
