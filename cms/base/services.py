"""What editors scheduled comes and goes by itself, each page in a transaction of its own.

Wagtail's own command stops at the first page that cannot be published, and with
it all that are due after it.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.apps import apps
from django.db import DatabaseError
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


def publish_scheduled(*, at: dt.datetime) -> int:
    """Take off what has expired, and publish what is due; returns how many that were.

    What cannot be published now stays scheduled, and is tried again the next time.
    """
    return sum(
        _is_done(what, act) for what, act in (*_find_expired(at), *_find_due(at))
    )


Act = Callable[[], object]


def _find_expired(at: dt.datetime) -> Iterator[tuple[str, Act]]:
    for model in _find_scheduled_models():
        for shown in list(model.objects.filter(live=True, expire_at__lte=at)):
            withdraw = partial(
                shown.unpublish,
                set_expired=True,
                log_action="wagtail.unpublish.scheduled",
            )
            yield f"{model.__name__} {shown.pk}", withdraw


def _find_due(at: dt.datetime) -> Iterator[tuple[str, Act]]:
    due = Revision.objects.filter(approved_go_live_at__lte=at)
    for revision in list(due.order_by("approved_go_live_at", "pk")):
        publish = partial(revision.publish, log_action="wagtail.publish.scheduled")
        yield f"revision {revision.pk} of {revision.object_id}", publish


def _find_scheduled_models() -> list[type[DraftStateMixin]]:
    others = (
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    )
    return [Page, *others]


def _is_done(what: str, act: Act) -> bool:
    try:
        act()
    except DatabaseError:
        # Nothing is wrong with this page, and the next would fare no better.
        raise
    except Exception as error:  # noqa: BLE001 -- whatever ails one page is not that of the others
        logger.warning(
            "a scheduled page stays as it was", extra={"page": what, "cause": error}
        )
        return False
    return True
