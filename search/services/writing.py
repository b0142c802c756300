"""What is written to the projection, and that nothing older ever replaces something newer.

Nothing else writes ``SearchDocument``. Called by the actors that hear what is
published, and by ``manage.py search rebuild``.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from search import documents, queries
from search.documents import Document
from search.engines.choice import get_engine
from search.engines.protocol import ApplyReport
from search.models import SearchClock, SearchDocument
from search.services.following import catch_up
from search.values import STRAYS

_ROWS_A_STATEMENT = 200
_COLUMNS = tuple(
    str(field.column)
    for field in SearchDocument._meta.local_concrete_fields  # noqa: SLF001 -- Django's documented way to a model's fields
)
_EMPTY: Mapping[str, object] = {
    "is_deleted": False,
    "title": "",
    "body": "",
    "tags": (),
    "acl": (),
    "url": "",
    "published_at": None,
}


def index_streams(*, versions: Mapping[str, int], at: dt.datetime) -> ApplyReport:
    """Bring streams to their current state, in the projection and then in the engine.

    Doing it again, or late, changes nothing. Raises ``EngineDown``; the
    projection is written then, and the engine follows when it is back.
    """
    for stream, version in versions.items():
        current = documents.build_stream(stream)
        write_stream(stream=stream, version=version, current=current, at=at)
    return catch_up(get_engine().current())


def refresh_projection(*, at: dt.datetime) -> int:
    """Write every document anew at the version it is at, for when their shape has changed.

    What is published meanwhile has a higher version and wins. Returns how many
    streams there are.
    """
    # Read first: the content is then at least as new as the version it is written at.
    versions = queries.get_stream_versions()
    streams = documents.find_streams() | versions.keys()
    for stream in sorted(streams):
        write_stream(
            stream=stream,
            version=versions.get(stream, 0),
            current=documents.build_stream(stream),
            at=at,
            again=True,
        )
    return len(streams)


@transaction.atomic
def write_stream(
    *,
    stream: str,
    version: int,
    current: Sequence[Document],
    at: dt.datetime,
    again: bool = False,
) -> int:
    """Write a stream's documents; those it has no more become marks of deletion.

    A row that is at this version or a later one stays as it is; ``again`` writes
    rows of this same version too. Returns how many rows changed.
    """
    kept = {document.id: asdict(document) for document in current}
    first = _take_seq(len(kept))
    # Looked at behind the counter's lock, which lets in one writer after the other.
    gone = (
        SearchDocument.objects.filter(stream=stream, is_deleted=False)
        .exclude(pk__in=kept)
        .values_list("pk", "kind", "lang")
    )
    marks = {
        identity: {"is_deleted": True, "kind": kind, "lang": lang}
        for identity, kind, lang in gone
    }
    _take_seq(len(marks))
    fixed = {"stream": stream, "version": version, "updated_at": at}
    rows = [
        _to_row({**_EMPTY, **fields, **fixed, "id": identity, "seq": seq})
        for seq, (identity, fields) in enumerate({**kept, **marks}.items(), first)
    ]
    return sum(
        _write(rows[start : start + _ROWS_A_STATEMENT], again=again)
        for start in range(0, len(rows), _ROWS_A_STATEMENT)
    )


@transaction.atomic
def rewrite(
    *, ids: Collection[str], strays: Collection[str], later_than: int, at: dt.datetime
) -> None:
    """Put documents at the end of the order as they are, and marks for strays.

    ``later_than``: the highest ``seq`` an engine knows, which may be that of
    another history than this database's.
    """
    SearchClock.objects.get_or_create(pk=1)
    SearchClock.objects.filter(pk=1, seq__lt=later_than).update(seq=later_than)
    first = _take_seq(len(ids) + len(strays))
    for seq, identity in enumerate(sorted(ids), first):
        SearchDocument.objects.filter(pk=identity).update(seq=seq)
    SearchDocument.objects.bulk_create(
        SearchDocument(
            **{**_EMPTY, "tags": [], "acl": [], "is_deleted": True},
            id=identity,
            stream=STRAYS,
            version=0,
            seq=seq,
            kind="",
            lang="",
            updated_at=at,
        )
        for seq, identity in enumerate(sorted(strays), first + len(ids))
    )


def _take_seq(count: int) -> int:
    """The first of ``count`` numbers; the row stays locked until the commit, and that is the point."""
    SearchClock.objects.get_or_create(pk=1)
    SearchClock.objects.filter(pk=1).update(seq=F("seq") + count)
    return SearchClock.objects.values_list("seq", flat=True).get(pk=1) - count + 1


def _to_row(values: Mapping[str, object]) -> list[Any]:
    row: list[Any] = []
    for field in SearchDocument._meta.local_concrete_fields:  # noqa: SLF001 -- as above
        value = values[field.name]
        plain = list(value) if isinstance(value, tuple) else value
        row.append(field.get_db_prep_save(plain, connection))
    return row


def _write(rows: Sequence[Sequence[Any]], *, again: bool) -> int:
    """Insert or replace what is older, in one statement both databases know."""
    if not rows:
        return 0
    table = SearchDocument._meta.db_table  # noqa: SLF001 -- as above
    places = ", ".join(["%s"] * len(_COLUMNS))
    changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    older = "<=" if again else "<"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(_COLUMNS)})"  # noqa: S608 -- names of our own columns, values as parameters
            f" VALUES {', '.join([f'({places})'] * len(rows))}"
            f" ON CONFLICT (id) DO UPDATE SET {changes}"
            f" WHERE {table}.version {older} excluded.version",
            [value for row in rows for value in row],
        )
        return int(cursor.rowcount)
