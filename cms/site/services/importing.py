"""Imports the folder of a site: all of it, or nothing.

The folder is read and checked first; then pages are made so that they can link
to each other, filled, and published like any other. A second import of the same
folder changes nothing.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from cms.site.models import (
    HomePage,
    MenuEntry,
    NewsIndexPage,
    NewsPage,
    ProgrammePage,
    SitePage,
    SiteValue,
    StandardPage,
    Topic,
)
from cms.site.services.building import Builder, find_date, make_page_key
from cms.site.services.folder import LANGUAGES, Fault, Folder, Item, read_folder
from cms.site.services.pictures import keep_picture
from cms.site.services.topics import TOPICS

FORMAT = 1
MODELS: dict[str, type[SitePage]] = {
    "home": HomePage,
    "programme": ProgrammePage,
    "news-index": NewsIndexPage,
    "news": NewsPage,
    "press": NewsPage,
    "event": NewsPage,
    "call": NewsPage,
}
PARENTS = {
    "news": "news",
    "press": "news",
    "event": "news",
    "call": "news",
    "job": "jobs",
    "institution": "institutions",
}
"""Key of the item that stands above items of a type; without it the home page does."""


class SiteFolderFaulty(Exception):
    """The folder has faults; nothing of it was imported."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many pages there are now, and how many the import has published."""

    pages: int
    published: int


@transaction.atomic
def import_site(*, path: Path, at: dt.datetime) -> Imported:
    """The site shows what the folder at ``path`` says, in every language.

    Dates that the folder counts from today are counted from ``at`` when a page
    is first imported or its text has changed. Emits ``PagePublished`` for each
    page that changed. Raises ``SiteFolderFaulty``.
    """
    folder = read_folder(path)
    _check_parts(folder)
    if folder.faults:
        raise SiteFolderFaulty(sorted(folder.faults, key=lambda f: (f.path, f.line)))
    return _Import(folder, at).run()


def _check_parts(folder: Folder) -> None:
    for item in folder.items.values():
        for tag in item.data.get("tags") or ():
            if tag not in TOPICS:
                line = item.line("tags")
                folder.blame(f"{item.path}/page.yaml", line, f"there is no tag {tag}")
        if item.type in {"news", "press", "event", "call"} and not any(
            other.type == "news-index" for other in folder.items.values()
        ):
            line = item.line("type")
            folder.blame(f"{item.path}/page.yaml", line, "no item of type news-index")


class _Import:
    def __init__(self, folder: Folder, at: dt.datetime) -> None:
        self.folder = folder
        self.today = at.date()
        self.locales = {
            code: Locale.objects.get_or_create(language_code=code)[0]
            for code in LANGUAGES
        }
        self.ids: dict[str, dict[str, int]] = {code: {} for code in LANGUAGES}
        self.pages: dict[tuple[str, str], SitePage] = {}
        self.published = 0

    def run(self) -> Imported:
        self._keep_values()
        topics = self._keep_topics()
        items = sorted(self.folder.items.values(), key=self._depth)
        for item in items:
            for language in LANGUAGES:
                self._make_page(item, language)
        self._keep_site()
        for item in items:
            for language in LANGUAGES:
                self._fill_page(item, language, topics)
        self._keep_menus()
        return Imported(pages=len(self.pages), published=self.published)

    def _depth(self, item: Item) -> tuple[int, str]:
        parent = self._parent(item)
        if parent is None:
            return (0, item.key)
        return (1 if parent == self._home else 2, item.key)

    @property
    def _home(self) -> str:
        return next(key for key, i in self.folder.items.items() if i.type == "home")

    def _parent(self, item: Item) -> str | None:
        if item.type == "home":
            return None
        parent = PARENTS.get(item.type, self._home)
        return parent if parent in self.folder.items else self._home

    def _make_page(self, item: Item, language: str) -> None:
        model = MODELS.get(item.type, StandardPage)
        locale = self.locales[language]
        key = make_page_key(item.key)
        page = model.objects.filter(translation_key=key, locale=locale).first()
        if page is None:
            page = model(
                title=item.texts[language].title,
                slug=item.key,
                locale=locale,
                translation_key=key,
                live=False,
            )
            if isinstance(page, NewsPage):
                page.date = find_date(item.data, self.today)
            parent = self._parent(item)
            if parent is None:
                page.slug = f"{item.key}-{language}"
                above = Page.get_first_root_node()
            else:
                above = Page.objects.get(pk=self.ids[language][parent])
            above.add_child(instance=page)
        self.pages[item.key, language] = page
        self.ids[language][item.key] = page.pk

    def _keep_site(self) -> None:
        """Put the French home page where the site begins, in place of Wagtail's first page."""
        home = self.pages[self._home, "fr"]
        address = urlsplit(settings.BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        site = Site.objects.filter(is_default_site=True).first() or Site(
            is_default_site=True
        )
        before = site.root_page if site.pk else None
        site.hostname = address.hostname or "localhost"
        site.port = port
        site.site_name = "Forsa"
        site.root_page = home
        site.save()
        if before and before.specific_class is Page and before.is_leaf():
            before.delete()

    def _fill_page(self, item: Item, language: str, topics: dict[str, Topic]) -> None:
        page = self.pages[item.key, language]
        digest = self._digest(item, language)
        if page.source_digest == digest and page.live:
            return
        # Pages were put below it since; an old copy would write the tree back.
        page.refresh_from_db()
        builder = Builder(
            item, language, ids=self.ids[language], link_to=self._linker(language)
        )
        page.title = page.draft_title = builder.plain(builder.text.title)
        page.summary = builder.plain(builder.text.summary)
        page.search_description = builder.local(item.data["description"])
        picture = item.data["picture"]
        page.cover = keep_picture(self.folder.root / picture["file"])
        page.cover_alt = builder.local(picture["alt"])
        page.is_demonstration = item.data["demonstration"]
        page.source_digest = digest
        page.related = [
            builder.block("page", self.ids[language][key], "related", key)
            for key in item.data.get("related") or ()
        ]
        page.topics = [topics[tag] for tag in item.data.get("tags") or ()]
        for name, value in self._own_fields(item, builder, page).items():
            setattr(page, name, value)
        page.save_revision(log_action=False).publish(log_action=False)
        self.published += 1

    def _own_fields(
        self, item: Item, builder: Builder, page: SitePage
    ) -> dict[str, Any]:
        if isinstance(page, HomePage):
            return {"body": builder.home()}
        if isinstance(page, ProgrammePage):
            teachers = item.key == "programme-teachers"
            return {
                "body": builder.body(),
                "audience": item.data.get(
                    "audience", "teachers" if teachers else "learners"
                ),
            }
        if isinstance(page, NewsPage):
            return self._news_fields(item, builder)
        if isinstance(page, StandardPage):
            kinds = StandardPage.Kind.values
            return {
                "kind": item.type if item.type in kinds else "standard",
                "facts": builder.facts(),
                "body": builder.body(),
            }
        return {}

    def _news_fields(self, item: Item, builder: Builder) -> dict[str, Any]:
        data = item.data
        closing = data.get("closes_in_days")
        return {
            "kind": item.type,
            "date": find_date(data, self.today),
            "start_time": _read_time(data.get("start")),
            "end_time": _read_time(data.get("end")),
            "closing_date": self.today + dt.timedelta(days=closing)
            if closing is not None
            else None,
            "place": builder.local(data.get("place")),
            "seats": data.get("seats"),
            "sources": ", ".join(
                source.split("/")[0] for source in data.get("sources") or ()
            ),
            "body": builder.body(),
        }

    def _linker(self, language: str) -> Any:
        def link_to(key: str, part: str) -> str:
            pk = self.ids[language][key]
            if not part:
                return f'<a linktype="page" id="{pk}">'
            # Wagtail's own links know pages, not their parts.
            url = Page.objects.get(pk=pk).get_url()
            return f'<a href="{escape(url)}#{part}">'

        return link_to

    def _digest(self, item: Item, language: str) -> str:
        picture = self.folder.root / item.data["picture"]["file"]
        parts = [
            str(FORMAT),
            json.dumps(item.data, default=str, sort_keys=True),
            repr(item.texts[language]),
            hashlib.sha256(picture.read_bytes()).hexdigest(),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _keep_values(self) -> None:
        for name, value in self.folder.settings.items():
            empty = value.get("when_empty") or {}
            fields = {"value": value.get("value") or ""}
            for code in LANGUAGES:
                fields[f"value_{code}"] = value.get(code, "")
                fields[f"when_empty_{code}"] = empty.get(code, "")
            SiteValue.objects.update_or_create(name=name, defaults=fields)

    def _keep_topics(self) -> dict[str, Topic]:
        topics = {}
        for key, title in TOPICS.items():
            titles = {}
            for code in LANGUAGES:
                with override(code):
                    titles[f"title_{code}"] = gettext(title)
            topics[key] = Topic.objects.get_or_create(key=key, defaults=titles)[0]
        return topics

    def _keep_menus(self) -> None:
        for item in self.folder.items.values():
            menu = item.data.get("menu")
            if menu is None:
                continue
            for language in LANGUAGES:
                page = self.pages[item.key, language]
                builder = Builder(
                    item, language, ids={}, link_to=self._linker(language)
                )
                MenuEntry.objects.update_or_create(
                    translation_key=page.translation_key,
                    locale=self.locales[language],
                    defaults={
                        "page_id": page.pk,
                        "place": menu["place"],
                        "order": menu["order"],
                        "title": builder.local(menu["title"]),
                    },
                )


def _read_time(text: str | None) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None
