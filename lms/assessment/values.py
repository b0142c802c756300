"""What an answer says and what a mark says: frozen values, kept in the ledger as JSON.

An answer holds keys, not texts: it means the same in every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answer = dict[str, Any]
"""``choice``, ``choices``, ``order``, ``pairs``, ``blanks``, ``text`` or ``number``, by kind."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How right an answer is; ``parts`` says it of each part that was answered.

    Both are None where nothing is marked.
    """

    right: bool | None
    share: float | None
    parts: Mapping[str, bool] = field(default_factory=dict)
