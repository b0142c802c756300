"""What search asks of an engine: keep documents, find them again, forget nothing it was not told to.

An engine is a disposable index of the projection. It follows the projection's
``seq``: of two states of one document it keeps the later one, whatever the
order in which it hears of them. Without a token in common with a document
nobody finds it, counts it or is offered it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Facet = Literal["kind", "lang", "year"]
FACETS: tuple[Facet, ...] = ("kind", "lang", "year")


class EngineDown(Exception):
    """The engine does not answer, or not in time."""


@dataclass(frozen=True, slots=True)
class Doc:
    """One language of one thing that can be found."""

    id: str
    seq: int
    version: int
    kind: str
    lang: str
    title: str
    body: str
    tags: tuple[str, ...]
    acl: frozenset[str]
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """The mark of something that can no longer be found."""

    id: str
    seq: int
    version: int


Operation = Doc | Delete


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, by somebody who holds ``acl``."""

    text: str
    ui_lang: str
    acl: frozenset[str]
    filters: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    page: int = 1
    size: int = 10
    sort: Literal["score", "date"] = "score"


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[tuple[str, int], ...]]
    took_ms: float
    engine: str
    corrected: str | None = None
    """The text that was looked for instead, because the one asked for is nowhere."""


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What became of the operations an index was given."""

    applied: int = 0
    stale: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    """Id and reason of what the index will never take."""


@dataclass(frozen=True, slots=True)
class Health:
    """How an engine is."""

    name: str
    version: str
    documents: int
    seq: int
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holding:
    """What an index has of one document: its state, or the mark that it is gone."""

    seq: int
    is_findable: bool


class Index(Protocol):
    """One concrete index of an engine, in use or being built."""

    def position(self) -> int:
        """The highest ``seq`` it has been given; all lower ones it has been given too."""
        ...

    def apply(self, operations: Sequence[Operation]) -> ApplyReport:
        """Take operations in the order of ``seq``. Repeating them changes nothing. Raises ``EngineDown``."""
        ...

    def find_holdings(self) -> Mapping[str, Holding]:
        """All it holds, by id. Raises ``EngineDown``."""
        ...


class Building(Index, Protocol):
    """An index that is being built beside the one in use."""

    def count(self) -> int:
        """How many documents it can find."""
        ...

    def swap(self) -> None:
        """Put it in the place of the one in use, at once and for everybody."""
        ...

    def abort(self) -> None:
        """Throw it away; the one in use stays."""
        ...


class SearchEngine(Protocol):
    """An engine. Every method may raise ``EngineDown``."""

    name: str

    def current(self) -> Index:
        """The index in use, made empty if there is none."""
        ...

    def build(self) -> Building:
        """Begin a new index beside the one in use."""
        ...

    def search(self, query: Query) -> Page: ...

    def suggest(self, query: Query) -> tuple[Hit, ...]:
        """Documents with a title in which the last word of the text begins a word."""
        ...

    def refresh(self) -> None:
        """Make everything applied findable now; for tests and for an editor who waits."""
        ...

    def health(self) -> Health: ...
