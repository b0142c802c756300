"""The pages of the public site that have no date: home, texts, programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    PublishingPanel,
)
from wagtail.fields import StreamField

from cms.base.models import BasePage
from cms.courses.models import Audience
from cms.site.blocks import BodyBlock, FactsBlock, HomeBlock, RelatedBlock


class SitePage(BasePage):
    """What all public pages share. ``translation_key`` is one for all languages."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences, on cards and under the title."),
    )
    is_demonstration = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Fictional: the page says that it is a demonstration."),
    )
    topics = ParentalManyToManyField(
        "cms.Topic", blank=True, related_name="+", verbose_name=_("topics")
    )
    related = StreamField(
        RelatedBlock(required=False), blank=True, verbose_name=_("read also")
    )
    # What the page was imported from, so that a second import leaves it alone.
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    kind: str = "standard"

    settings_panels = [
        PublishingPanel(),
        FieldPanel("is_demonstration"),
    ]
    promote_panels = [
        *BasePage.promote_panels,
        FieldPanel("topics"),
        FieldPanel("related"),
    ]

    class Meta:
        abstract = True


class HomePage(SitePage):
    """The first page of one language."""

    kind = "home"

    body = StreamField(HomeBlock(), blank=True, verbose_name=_("content"))

    template = "cms/pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        HelpPanel(
            heading=_("The home page"),
            content=_(
                "<p>One sentence of what the centre is, for whom, and that it is free. "
                "The figures come from the registers and are left out while they have "
                "no value; the news come by themselves.</p>"
            ),
        ),
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(SitePage):
    """A text of the site: the centre, the questions, the legal texts, a job, a partner."""

    class Kind(models.TextChoices):
        STANDARD = "standard", _("Page")
        PORTRAIT = "portrait", _("Portrait")
        INSTITUTION = "institution", _("Institution")
        JOB = "job", _("Job sheet")
        FAQ = "faq", _("Frequent questions")
        CONTACT = "contact", _("Contact")
        LEGAL = "legal", _("Legal text")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")

    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.STANDARD
    )
    facts = StreamField(
        FactsBlock(required=False), blank=True, verbose_name=_("in short")
    )
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("text"))

    template = "cms/pages/standard.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    content_panels = [
        HelpPanel(
            heading=_("A page of the site"),
            content=_(
                "<p>Sentences of at most 20 words, paragraphs of at most three "
                "sentences. Each heading begins a section; the page lists them by "
                "itself. Pages below this one are shown under the text.</p>"
            ),
        ),
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("kind"),
        FieldPanel("facts"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class ProgrammePage(SitePage):
    """A programme of the centre; it lists the courses for the same people."""

    kind = "programme"

    audience = models.CharField(
        _("for whom"), max_length=20, choices=Audience, default=Audience.LEARNERS
    )
    facts = StreamField(
        FactsBlock(required=False), blank=True, verbose_name=_("in short")
    )
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("text"))

    template = "cms/pages/programme.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    content_panels = [
        HelpPanel(
            heading=_("A programme"),
            content=_(
                "<p>For whom, how long, what one can do afterwards, how to apply. "
                "The courses for the same people are listed by themselves.</p>"
            ),
        ),
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("facts"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
