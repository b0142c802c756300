"""What is said once and shown on many pages: values, menus, topics, figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin


class SiteValue(models.Model):
    """A value that texts name as ``{{name}}``, such as the telephone number."""

    name = models.SlugField(_("name"), unique=True, max_length=60)
    value = models.CharField(_("the same in all languages"), max_length=255, blank=True)
    value_fr = models.TextField(_("in French"), blank=True)
    value_ar = models.TextField(_("in Arabic"), blank=True)
    value_en = models.TextField(_("in English"), blank=True)
    when_empty_fr = models.CharField(_("in French"), max_length=255, blank=True)
    when_empty_ar = models.CharField(_("in Arabic"), max_length=255, blank=True)
    when_empty_en = models.CharField(_("in English"), max_length=255, blank=True)

    panels = [
        FieldPanel("name", help_text=_("Texts write it between two braces.")),
        FieldPanel("value"),
        MultiFieldPanel(
            [FieldPanel("value_fr"), FieldPanel("value_ar"), FieldPanel("value_en")],
            heading=_("Or a value for each language"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("when_empty_fr"),
                FieldPanel("when_empty_ar"),
                FieldPanel("when_empty_en"),
            ],
            heading=_("What pages say while there is no value"),
        ),
    ]

    class Meta:
        verbose_name = _("value of the site")
        verbose_name_plural = _("values of the site")

    def __str__(self) -> str:
        return self.name

    def in_language(self, language: str) -> str:
        """The text a page in ``language`` shows; French stands in for a missing language."""
        candidates = (
            self.value,
            getattr(self, f"value_{language}"),
            self.value_fr,
            getattr(self, f"when_empty_{language}"),
            self.when_empty_fr,
        )
        return next((text for text in candidates if text), "")


class Topic(models.Model):
    """What a page is about; ``key`` stands in addresses and is the same in every language."""

    key = models.SlugField(_("key"), unique=True, max_length=40)
    title_fr = models.CharField(_("in French"), max_length=60)
    title_ar = models.CharField(_("in Arabic"), max_length=60)
    title_en = models.CharField(_("in English"), max_length=60)

    panels = [
        FieldPanel("key"),
        FieldPanel("title_fr"),
        FieldPanel("title_ar"),
        FieldPanel("title_en"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title_fr

    def in_language(self, language: str) -> str:
        title: str = getattr(self, f"title_{language}", self.title_fr)
        return title


class MenuEntry(TranslatableMixin, models.Model):
    """A page's place in a menu of one language."""

    class Place(models.TextChoices):
        MAIN = "main", _("Main menu")
        FOOTER = "footer", _("Foot of the page")

    place = models.CharField(_("place"), max_length=10, choices=Place.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("words in the menu"), max_length=60)
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("page"),
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("page"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("order")]),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu entries")

    def __str__(self) -> str:
        return self.title


class IndicatorValue(models.Model):
    """The newest value of one figure, counted elsewhere and only shown here."""

    key = models.SlugField(_("key"), unique=True, max_length=40)
    value = models.PositiveIntegerField(_("value"))
    of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    as_of = models.DateTimeField(_("counted at"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
