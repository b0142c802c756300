"""Keys of steps, of things to do and of their rows: made where missing, never twice."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks

Place = TypeVar("Place", bound=Hashable)


def name_keys(values: Sequence[Any], letter: str) -> None:
    """Give those without a key the first one that is free: s1, then s2."""
    taken = {value["key"] for value in values}
    for value in values:
        if not value["key"]:
            value["key"] = next(
                key for n in count(1) if (key := f"{letter}{n}") not in taken
            )
            taken.add(value["key"])


def find_rows(value: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """The lists of a block whose rows have keys."""
    for inner in value.values():
        if isinstance(inner, blocks.list_block.ListValue):
            rows = list(inner)
            if rows and isinstance(rows[0], blocks.StructValue) and "key" in rows[0]:
                yield rows


def find_twice(values: Mapping[Place, Any]) -> dict[Place, ValidationError]:
    """An error at the key of each value whose key an earlier one has."""
    seen: set[str] = set()
    errors: dict[Place, ValidationError] = {}
    for place, value in values.items():
        if value["key"] in seen:
            message = _("This key stands here twice. Empty it to get a new one.")
            errors[place] = blocks.StructBlockValidationError(
                block_errors={"key": ValidationError(message)}
            )
        seen.add(value["key"])
    return errors
