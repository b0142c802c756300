"""What every page and every picture of ours is."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Page


class SiteImage(AbstractImage):
    """One picture of the library: a photo, or a drawing in SVG."""

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    """One size and format of a picture, made once."""

    image = models.ForeignKey(
        SiteImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class BasePage(Page):
    """What every page of ours is: published in one transaction, or not at all.

    See ``cms.base.publishing`` for how.
    """

    # Wagtail asks a model for its context, but that is the work of views, which
    # stand above models; a view therefore puts itself here (``shows``).
    views: "ClassVar[dict[type, PageView]]" = {}

    cover = models.ForeignKey(
        "cms.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown on cards and when the page is shared."),
    )
    cover_alt = models.CharField(
        _("what the picture shows"),
        max_length=300,
        blank=True,
        help_text=_("For those who cannot see it. Empty if it only decorates."),
    )

    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("cover"),
                FieldPanel("cover_alt"),
            ],
            heading=_("For search engines and shared links"),
        )
    ]

    class Meta:
        abstract = True

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        view = self.views.get(type(self))
        return context | view(self, request) if view else context


PageView = Callable[[Any, HttpRequest], dict[str, Any]]


def shows(model: type[BasePage]) -> Callable[[PageView], PageView]:
    """Make the decorated view give the context of the public page of ``model``."""

    def keep(view: PageView) -> PageView:
        BasePage.views[model] = view
        return view

    return keep
