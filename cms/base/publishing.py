"""A publish, an unpublish and a deletion are one transaction each, whoever asks for it.

Wagtail saves the page and then sends its signal, outside any transaction: a
receiver that emits would announce a change that can still be lost. Its admin
doesn't go through ``Page.publish`` either, so the actions themselves are bound.
"""

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction

_owed: ContextVar[dict[Hashable, Callable[[], object]] | None] = ContextVar(
    "owed", default=None
)


@contextmanager
def one_transaction() -> Iterator[None]:
    """All or nothing, with what ``at_the_end`` was asked for done once, inside it."""
    if _owed.get() is not None:
        yield
        return
    owed: dict[Hashable, Callable[[], object]] = {}
    with transaction.atomic():
        token = _owed.set(owed)
        try:
            yield
        finally:
            _owed.reset(token)
        for settle in owed.values():
            settle()


def at_the_end(key: Hashable, settle: Callable[[], object]) -> None:
    """Call ``settle`` before the transaction ends; of one key the last call counts.

    Deleting a course of sixty lessons would otherwise number sixty outlines.
    """
    owed = _owed.get()
    if owed is None:
        settle()
    else:
        owed[key] = settle


def bind_actions() -> None:
    """Make each of Wagtail's actions one transaction; called when the app is ready."""
    for action in (
        PublishRevisionAction,
        UnpublishAction,
        UnpublishPageAction,
        DeletePageAction,
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
