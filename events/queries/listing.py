"""Long lists of frozen rows, of which a page at a time is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """What Django's paginator can cut into pages; only the rows of a page are made."""

    rows: QuerySet[Any]
    make: Callable[[Any], Row]

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[Row]:
        return [self.make(row) for row in self.rows[part]]
