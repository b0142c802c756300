"""What stands around every public page: menus, values, the page in other languages."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from cms.base.models import BasePage
from cms.site.models import MenuEntry, SiteValue
from cms.site.values import Link


def get_site_values(language: str) -> dict[str, str]:
    """Every value that texts may name, as it reads in ``language``."""
    return {row.name: row.in_language(language) for row in SiteValue.objects.all()}


def find_menus(language: str, request: HttpRequest) -> dict[str, list[Link]]:
    """The entries of each menu, by place; pages that aren't published are left out."""
    entries = (
        MenuEntry.objects.filter(locale__language_code=language, page__live=True)
        .select_related("page__locale")
        .order_by("place", "order", "id")
    )
    menus: dict[str, list[Link]] = {place: [] for place in MenuEntry.Place.values}
    for entry in entries:
        url = entry.page.get_url(request) or ""
        menus[entry.place].append(
            Link(title=entry.title, url=url, is_current=url == request.path)
        )
    return menus


def find_page_languages(page: Page, request: HttpRequest) -> Mapping[str, str]:
    """Address of the published page in each language it exists in, its own included."""
    pages = (
        Page.objects.filter(translation_key=page.translation_key, live=True)
        .select_related("locale")
        .public()
    )
    found = {other.locale.language_code: other.get_url(request) for other in pages}
    return {code: found[code] for code, _name in settings.LANGUAGES if found.get(code)}


def find_public_pages() -> "QuerySet[Any]":
    """Every published page that visitors may open, in every language."""
    shown = tuple(BasePage.views)
    pages: QuerySet[Any] = (
        Page.objects.live().public().type(*shown).select_related("locale")
    )
    return pages
