"""What changes public pages without being one of them: figures, and forgetting what is cached."""

import datetime as dt
import uuid

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from cms.site.models import IndicatorValue

GENERATION = "forsa.pages.generation"


def forget_public_pages() -> None:
    """No public page that is cached now will be shown again."""
    cache.set(GENERATION, uuid.uuid4().hex, timeout=None)


@transaction.atomic
def record_indicator(*, key: str, value: int, of: int | None, at: dt.datetime) -> None:
    """The figure ``key`` shows ``value`` on public pages.

    An older count changes nothing, nor does the same one on the same day: pages
    name the day, and need not be forgotten each time somebody counts.
    """
    newest = IndicatorValue.objects.select_for_update().filter(key=key).first()
    if newest is not None and (
        newest.as_of > at
        or (newest.value, newest.of, timezone.localdate(newest.as_of))
        == (value, of, timezone.localdate(at))
    ):
        return
    IndicatorValue.objects.update_or_create(
        key=key, defaults={"value": value, "of": of, "as_of": at}
    )
