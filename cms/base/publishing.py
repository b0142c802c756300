"""A publish, an unpublish, a move and a deletion are one transaction each, whoever asks for it.

Wagtail saves the page and then sends its signal, outside any transaction: a
receiver that emits would announce a change that can still be lost. Its admin
doesn't go through ``Page.publish`` either, so the actions themselves are bound.
"""

import functools
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision


class Settle(Protocol):
    """What is done once, at the end, for all ``subjects`` it was asked for."""

    def __call__(self, subjects: set[str]) -> object: ...


Debt = tuple[Settle, set[str]]
_owed: ContextVar[dict[Hashable, Debt] | None] = ContextVar("owed", default=None)


@contextmanager
def one_transaction() -> Iterator[None]:
    """All or nothing, with what ``at_the_end`` was asked for done once, inside it."""
    if _owed.get() is not None:
        yield
        return
    owed: dict[Hashable, Debt] = {}
    with transaction.atomic():
        token = _owed.set(owed)
        try:
            yield
        finally:
            _owed.reset(token)
        for settle, subjects in owed.values():
            settle(subjects)


def at_the_end(key: Hashable, settle: Settle, *, subjects: set[str]) -> None:
    """Call ``settle`` before the transaction ends, once for each ``key``.

    Deleting a course of sixty lessons would otherwise number sixty outlines.
    """
    owed = _owed.get()
    if owed is None:
        settle(subjects)
    else:
        owed.setdefault(key, (settle, set()))[1].update(subjects)


def find_publisher(revision: Revision | None = None) -> uuid.UUID | None:
    """The key of who publishes or withdraws now; for a scheduled page, of who wrote it.

    ``None`` for an import. Wagtail's signals don't say it, but its log knows.
    """
    user = get_active_log_context().user or (revision and revision.user)
    return getattr(user, "key", None)


def bind_actions() -> None:
    """Make each of Wagtail's actions one transaction; called when the app is ready."""
    for action in (
        PublishRevisionAction,
        UnpublishAction,
        UnpublishPageAction,
        DeletePageAction,
        MovePageAction,
    ):
        if not hasattr(action.execute, "is_bound"):
            action.execute = _in_one_transaction(action.execute)


def _in_one_transaction(execute: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(execute)
    def bound(*args: Any, **kwargs: Any) -> Any:
        with one_transaction():
            return execute(*args, **kwargs)

    bound.is_bound = True  # type: ignore[attr-defined]  # A mark, so that it isn't bound twice.
    return bound
