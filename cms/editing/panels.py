"""The panels of the editors' dashboard."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from cms.editing import queries

LATELY = dt.timedelta(days=7)


class PagesPanel(Component):
    """Some pages in a table; nothing at all where there are none, unless it is good news."""

    template_name = "cms/admin/pages_panel.html"
    name: str
    icon: str
    title: Promise
    nothing: Promise
    when: Promise = _("Changed")

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def find(self) -> queries.PageLines:
        raise NotImplementedError

    def get_context_data(
        self, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return {"panel": self, "found": self.find()}


class DraftsPanel(PagesPanel):
    name, order, icon = "drafts", 100, "edit"
    title = _("My drafts")
    nothing = _("No draft of yours is waiting.")

    def find(self) -> queries.PageLines:
        return queries.find_drafts(self.request.user)


class ReviewPanel(PagesPanel):
    name, order, icon = "review", 110, "view"
    title = _("In review")
    nothing = _("Nothing waits to be read.")
    when = _("Since")

    def find(self) -> queries.PageLines:
        return queries.find_pages_in_review()


class TranslationsPanel(PagesPanel):
    name, order, icon = "translations", 120, "wagtail-localize-language"
    title = _("Without translation, or late")
    nothing = _("Every page stands in all languages.")
    when = _("French published")

    def find(self) -> queries.PageLines:
        return queries.find_late_translations()


class PublishedPanel(PagesPanel):
    name, order, icon = "published", 130, "upload"
    title = _("Published in the last seven days")
    nothing = _("Nothing was published in the last seven days.")
    when = _("Published")

    def find(self) -> queries.PageLines:
        return queries.find_published(timezone.now() - LATELY)


class ScheduledPanel(PagesPanel):
    name, order, icon = "scheduled", 140, "calendar"
    title = _("Scheduled")
    nothing = _("Nothing is scheduled.")
    when = _("Appears")

    def find(self) -> queries.PageLines:
        return queries.find_scheduled()


PANELS: tuple[type[PagesPanel], ...] = (
    DraftsPanel,
    ReviewPanel,
    TranslationsPanel,
    PublishedPanel,
    ScheduledPanel,
)
