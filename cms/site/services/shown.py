"""What changes public pages without being one of them: figures, and forgetting what is cached."""

import datetime as dt
import uuid

from django.core.cache import cache
from django.db import transaction

from cms.site.models import IndicatorValue

GENERATION = "forsa.pages.generation"


def forget_public_pages() -> None:
    """No public page that is cached now will be shown again."""
    cache.set(GENERATION, uuid.uuid4().hex, timeout=None)


@transaction.atomic
def record_indicator(*, key: str, value: int, of: int | None, at: dt.datetime) -> None:
    """The figure ``key`` shows ``value`` on public pages; an older count changes nothing."""
    newest = IndicatorValue.objects.select_for_update().filter(key=key).first()
    if newest is not None and newest.as_of > at:
        return
    IndicatorValue.objects.update_or_create(
        key=key, defaults={"value": value, "of": of, "as_of": at}
    )
