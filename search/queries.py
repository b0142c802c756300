"""Reading the projection: for engines that follow it, for pages that show it, for whoever looks after it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from search.engines.analysis import Slot
from search.engines.highlight import Piece, mark, mark_snippets
from search.engines.protocol import Delete, Doc, Holding, Operation
from search.models import SearchDocument
from search.values import PUBLIC, STRAYS

JOINING = "admission"
"""The editors' tag on pages that say how to join."""
DATED = frozenset({"news", "event", "call"})


@dataclass(frozen=True, slots=True)
class Result:
    """A document as a page shows it, the words asked for marked."""

    title: tuple[Piece, ...]
    snippets: tuple[tuple[Piece, ...], ...]
    kind: str
    lang: str
    url: str
    published_at: dt.datetime | None

    @property
    def day(self) -> dt.datetime | None:
        """The day of what has one; other pages are the same any day."""
        return self.published_at if self.kind in DATED else None


@dataclass(frozen=True, slots=True)
class Link:
    """A document as its title and address."""

    title: str
    lang: str
    url: str


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Where to go on from a search that found nothing."""

    programmes: tuple[Link, ...]
    joining: tuple[Link, ...]


def get_high_water() -> int:
    """The ``seq`` of the newest write."""
    return SearchDocument.objects.aggregate(seq=Max("seq"))["seq"] or 0


def count_documents() -> int:
    return SearchDocument.objects.filter(is_deleted=False).count()


def find_holdings() -> Mapping[str, Holding]:
    """What an index that is up to date holds of each document, by id."""
    rows = SearchDocument.objects.values_list("id", "seq", "is_deleted")
    return {identity: Holding(seq, not is_gone) for identity, seq, is_gone in rows}


def find_operations_after(seq: int, *, limit: int) -> Sequence[Operation]:
    """What an engine that has followed up to ``seq`` has to take next, in order.

    None can appear behind it later: ``seq`` is counted in the order of the commits.
    """
    rows = SearchDocument.objects.filter(seq__gt=seq).order_by("seq")[:limit]
    return [_to_operation(row) for row in rows]


def find_results(
    ids: Iterable[str], *, tokens: frozenset[str], slots: Sequence[Slot]
) -> tuple[Result, ...]:
    """The documents in the order of ``ids``, without those that are gone or hidden by now."""
    rows = _find_allowed(ids, tokens)
    return tuple(
        Result(
            title=mark(row.title, slots, lang=row.lang),
            snippets=mark_snippets(row.body, slots, lang=row.lang),
            kind=row.kind,
            lang=row.lang,
            url=row.url,
            published_at=row.published_at,
        )
        for row in rows
    )


def find_links(ids: Iterable[str], *, tokens: frozenset[str]) -> tuple[Link, ...]:
    """Titles and addresses in the order of ``ids``, each title once."""
    rows = _find_allowed(ids, tokens)
    links = {row.title: _to_link(row) for row in reversed(rows)}
    return tuple(reversed(links.values()))


def find_ways_on(lang: str) -> WaysOn:
    """What the centre teaches and how to join it, for whoever has found nothing."""
    rows = SearchDocument.objects.filter(
        kind__in=["course", "page"], lang=lang, is_deleted=False
    ).order_by("title")
    public = [row for row in rows if PUBLIC in row.acl]
    return WaysOn(
        # A programme's page is about its course, and mostly of the same title.
        programmes=tuple(
            _to_link(row) for row in public if row.stream.startswith("course:")
        ),
        joining=tuple(_to_link(row) for row in public if JOINING in row.tags),
    )


def get_stream_versions() -> Mapping[str, int]:
    """The version each stream is at; what was deleted counts."""
    rows = SearchDocument.objects.exclude(stream=STRAYS).values_list("stream")
    return dict(rows.annotate(newest=Max("version")))


def _find_allowed(ids: Iterable[str], tokens: frozenset[str]) -> list[SearchDocument]:
    # Asked again of the database: an index may be a moment behind a withdrawal.
    wanted = list(ids)
    rows = SearchDocument.objects.filter(pk__in=wanted, is_deleted=False).in_bulk()
    found = (rows[identity] for identity in wanted if identity in rows)
    return [row for row in found if not tokens.isdisjoint(row.acl)]


def _to_link(row: SearchDocument) -> Link:
    return Link(row.title, row.lang, row.url)


def _to_operation(row: SearchDocument) -> Operation:
    if row.is_deleted:
        return Delete(id=row.id, seq=row.seq, version=row.version)
    return Doc(
        id=row.id,
        seq=row.seq,
        version=row.version,
        kind=row.kind,
        lang=row.lang,
        title=row.title,
        body=row.body,
        tags=tuple(row.tags),
        acl=frozenset(row.acl),
        published_at=row.published_at,
    )
