"""What the editors' dashboard shows."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page, Revision, WorkflowState

LONGEST = 6


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a panel."""

    title: str
    url: str
    locale: str
    parent: str
    at: dt.datetime | None
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageLines:
    lines: tuple[PageLine, ...]
    count: int


def find_drafts(user: Any) -> PageLines:
    """Pages this person changed last and has not published, the newest first."""
    pages = Page.objects.filter(
        has_unpublished_changes=True, latest_revision__user=user
    ).order_by("-latest_revision_created_at")
    return _lines(pages, at="latest_revision_created_at")


def find_pages_in_review() -> PageLines:
    """Pages somebody has asked others to read, the longest waiting first."""
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type__app_label="wagtailcore",
    )
    states = {
        int(state.object_id): state for state in waiting.select_related("requested_by")
    }
    pages = Page.objects.filter(pk__in=states).select_related("locale")
    lines = sorted(
        (
            _line(
                page,
                at=states[page.pk].created_at,
                who=_name(states[page.pk].requested_by),
            )
            for page in pages
        ),
        key=lambda line: line.at or dt.datetime.max.replace(tzinfo=dt.UTC),
    )
    return PageLines(tuple(lines[:LONGEST]), len(lines))


def find_published(since: dt.datetime) -> PageLines:
    """What went live since then, the newest first."""
    pages = Page.objects.filter(live=True, last_published_at__gte=since).order_by(
        "-last_published_at"
    )
    return _lines(pages, at="last_published_at")


def find_scheduled() -> PageLines:
    """What will go live by itself, the nearest first; also what was due and could not."""
    due = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    days = {
        int(pk): at for pk, at in due.values_list("object_id", "approved_go_live_at")
    }
    pages = Page.objects.filter(pk__in=days).select_related("locale")
    lines = sorted(
        (_line(page, at=days[page.pk]) for page in pages), key=lambda line: str(line.at)
    )
    return PageLines(tuple(lines[:LONGEST]), len(lines))


def find_late_translations() -> PageLines:
    """French pages whose Arabic or English is missing, or older than the French by a day."""
    ours = Page.objects.live().filter(depth__gt=1).not_exact_type(Page)
    live = ours.values_list(
        "translation_key", "locale__language_code", "last_published_at"
    )
    published: dict[uuid.UUID, dict[str, dt.datetime | None]] = {}
    for key, language, at in live:
        published.setdefault(key, {})[language] = at
    late = {
        key: note
        for key, languages in published.items()
        if "fr" in languages and (note := _find_late(languages))
    }
    pages = (
        Page.objects.filter(locale__language_code="fr", translation_key__in=late)
        .select_related("locale")
        .order_by("-last_published_at")
    )
    lines = tuple(
        _line(page, at=page.last_published_at, note=late[page.translation_key])
        for page in pages[:LONGEST]
    )
    return PageLines(lines, len(late))


def _find_late(languages: dict[str, dt.datetime | None]) -> str:
    """Codes of missing languages, and of late ones with a clock before them."""
    french = languages["fr"]
    notes = []
    for code, _name in settings.LANGUAGES:
        if code == "fr":
            continue
        at = languages.get(code)
        if code not in languages:
            notes.append(f"missing:{code}")
        elif french and at and french - at > dt.timedelta(days=1):
            notes.append(f"late:{code}")
    return " ".join(notes)


def _lines(pages: "QuerySet[Any]", *, at: str) -> PageLines:
    shown = pages.select_related("locale", "latest_revision__user")[:LONGEST]
    lines = tuple(
        _line(
            page,
            at=getattr(page, at),
            who=_name(page.latest_revision.user if page.latest_revision else None),
        )
        for page in shown
    )
    return PageLines(lines, pages.count())


def _line(
    page: Any, *, at: dt.datetime | None, who: str = "", note: str = ""
) -> PageLine:
    return PageLine(
        title=page.get_admin_display_title(),
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        locale=page.locale.language_code,
        parent=str(page.cached_content_type.name),
        at=at,
        who=who,
        note=note,
    )


def _name(user: Any) -> str:
    if user is None:
        return ""
    display = getattr(user, "display_name", None)
    return str(display("fr")) if callable(display) else str(user)
