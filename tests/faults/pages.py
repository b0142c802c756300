"""Pages to be found: the product's search, told of by an event that needs no editors' pages."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils import timezone

from events.base import Event
from events.subscriptions import StoredEvent, subscribe
from search.documents import Document
from search.engines.choice import get_engine
from search.engines.protocol import EngineDown
from search.services.following import catch_up
from search.services.writing import write_stream


class PageWritten(Event):
    """A page says something new."""

    name: ClassVar = "tests.page.written"
    number: int

    @property
    def stream(self) -> str:
        return f"page:{self.number}"


@subscribe(PageWritten, lane="pages", batch=500, down=(EngineDown,))
def index_page(*, stored: Sequence[StoredEvent]) -> None:
    for entry in stored:
        write_stream(
            stream=entry.stream,
            version=entry.version,
            current=[describe(entry)],
            at=timezone.now(),
        )
    catch_up(get_engine().current())


def describe(entry: StoredEvent) -> Document:
    return Document(
        id=f"{entry.stream}:fr",
        kind="page",
        lang="fr",
        title=f"Zellige {entry.version}",
        body="",
        tags=(),
        acl=("public",),
        url="/fr/",
        published_at=None,
    )
