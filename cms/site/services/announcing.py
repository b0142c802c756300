"""Tells the house that a public page came or went; called by receivers, inside the publish."""

import datetime as dt
import uuid

from cms.site.models import SitePage
from events.catalogue.content import PagePublished, PageUnpublished
from events.outbox import emit


def announce_published(
    *, page: SitePage, at: dt.datetime, actor: uuid.UUID | None = None
) -> None:
    """Emits ``PagePublished``."""
    emit(
        PagePublished(
            occurred_at=at,
            page_key=page.translation_key,
            locale=page.locale.language_code,
            kind=page.kind,
        ),
        actor=actor,
    )


def announce_unpublished(
    *, page: SitePage, at: dt.datetime, actor: uuid.UUID | None = None
) -> None:
    """Emits ``PageUnpublished``."""
    emit(
        PageUnpublished(
            occurred_at=at,
            page_key=page.translation_key,
            locale=page.locale.language_code,
            kind=page.kind,
        ),
        actor=actor,
    )
