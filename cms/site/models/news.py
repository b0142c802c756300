"""News, press releases, events and calls: what has a date, and the page that lists them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.base.models import BasePage
from cms.site.blocks import BodyBlock
from cms.site.models.pages import SitePage


class NewsIndexPage(SitePage):
    """The list of news of one language; filters stand in its address."""

    kind = "news-index"

    template = "cms/pages/news_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
    ]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")


class NewsPage(SitePage):
    """One news item, press release, event or call for applications."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News item")
        PRESS = "press", _("Press release")
        EVENT = "event", _("Event")
        CALL = "call", pgettext_lazy("news", "Call")

    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.NEWS
    )
    date = models.DateField(
        _("date"),
        db_index=True,
        help_text=_("The day it is about; for an event, the day it takes place."),
    )
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    closing_date = models.DateField(_("closes on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=255, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("text"))
    sources = models.CharField(
        _("sources"),
        max_length=400,
        blank=True,
        help_text=_("What the facts rest on, where they are true."),
    )

    template = "cms/pages/news.html"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        HelpPanel(
            heading=_("A news item"),
            content=_(
                "<p>Who, what, where, when in the first sentence. Between 110 and 310 "
                "words. No photograph of a learner without the written consent of the "
                "learner and of the guardian.</p>"
            ),
        ),
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time")]),
                FieldPanel("place"),
                FieldRowPanel([FieldPanel("seats"), FieldPanel("closing_date")]),
            ],
            heading=_("Event or call"),
        ),
        FieldPanel("sources"),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
