"""Courses as editors write them, and as editions fix them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from cms.base.models import BasePage
from cms.courses.blocks import ModuleProgramBlock, StepsBlock, WordBlock
from cms.courses.fields import CodesField


def _same_everywhere(*names: str) -> list[SynchronizedField]:
    """What translators don't see: it follows the page that is translated."""
    return [SynchronizedField(name, overridable=False) for name in names]


class Pole(models.TextChoices):
    EDUCATIONAL = "educational", _("Education")
    VOCATIONAL = "vocational", _("Trade")
    PERSONAL = "personal", _("Person")
    OPENNESS = "openness", _("Openness")


class Audience(models.TextChoices):
    LEARNERS = "learners", _("Learners")
    TEACHERS = "teachers", _("Teachers")


class Competence(models.Model):
    """One of the twenty-four things a learner can show at the end."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    pole = models.CharField(_("pole"), max_length=20, choices=Pole)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")

    def __str__(self) -> str:
        return f"{self.code} {self.name_fr}"


class CourseIndexPage(BasePage):
    """The list of courses."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
    ]
    template = "cms/pages/course_index.html"
    subpage_types = ["cms.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")


class CoursePage(BasePage):
    """One course in one language: a programme of modules."""

    code = models.SlugField(
        _("code"),
        max_length=60,
        help_text=_("Short name in the archive. The same in every language."),
    )
    audience = models.CharField(
        _("for whom"), max_length=20, choices=Audience, default=Audience.LEARNERS
    )
    hours = models.PositiveSmallIntegerField(_("hours"), default=0)
    summary = models.TextField(_("summary"))
    public = models.TextField(_("who can come"), blank=True)
    outcome = models.TextField(_("what you leave with"), blank=True)
    choices = models.TextField(
        _("modules of which one is chosen"),
        blank=True,
        help_text=_("Codes of modules; one group a line: P9a, P9b, P9c."),
    )

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("public"),
        FieldPanel("outcome"),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("audience"),
                FieldPanel("hours"),
                FieldPanel("choices"),
            ],
            heading=_("The same in every language"),
        ),
    ]
    template = "cms/pages/course.html"
    override_translatable_fields = _same_everywhere("code", "choices")
    parent_page_types = ["cms.CourseIndexPage"]
    subpage_types = ["cms.ModulePage"]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class ModulePage(BasePage):
    """One module of a course in one language; without lessons it is only announced."""

    code = models.CharField(_("code"), max_length=60)
    pole = models.CharField(
        _("pole"), max_length=20, choices=Pole, default=Pole.VOCATIONAL
    )
    hours = models.PositiveSmallIntegerField(_("hours"), default=0)
    period = models.CharField(_("period"), max_length=60, blank=True)
    summary = models.TextField(_("summary"))
    goals = StreamField(
        [("goal", CharBlock(label=_("Goal")))], verbose_name=_("goals"), blank=True
    )
    planned = StreamField(
        [("lesson", CharBlock(label=_("Title")))],
        verbose_name=_("lessons not written yet"),
        blank=True,
    )
    competences = CodesField(_("competences"), default=list, blank=True)
    frameworks = models.TextField(
        _("frameworks"), blank=True, help_text=_("One a line.")
    )
    after = models.CharField(
        _("comes after"),
        max_length=200,
        blank=True,
        help_text=_("Codes of the modules that come before, separated by commas."),
    )
    notes = models.TextField(
        _("notes for educators"), blank=True, help_text=_("Learners never see them.")
    )
    programs = StreamField(
        [("program", ModuleProgramBlock())],
        verbose_name=_("programs that exercises can import"),
        blank=True,
    )

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("goals"),
        FieldPanel("planned"),
        FieldPanel("notes"),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("pole"),
                FieldPanel("hours"),
                FieldPanel("period"),
                FieldPanel("after"),
                FieldPanel("competences"),
                FieldPanel("frameworks"),
                FieldPanel("programs"),
            ],
            heading=_("The same in every language"),
        ),
    ]
    override_translatable_fields = _same_everywhere(
        "code", "period", "after", "frameworks", "programs"
    )
    parent_page_types = ["cms.CoursePage"]
    subpage_types = ["cms.LessonPage"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonPage(BasePage):
    """One lesson in one language: a few screens of a phone, with things to do."""

    code = models.CharField(_("code"), max_length=60)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    goal = models.CharField(
        _("goal"),
        max_length=300,
        help_text=_("One sentence that begins with a verb: what I can do afterwards."),
    )
    steps = StreamField(StepsBlock(), verbose_name=_("steps"))
    words = StreamField(
        [("word", WordBlock())], verbose_name=_("small glossary"), blank=True
    )
    notes = models.TextField(
        _("notes for educators"),
        blank=True,
        help_text=_("Aim, material, traps, how to do it without computers."),
    )
    quiz_percent = models.PositiveSmallIntegerField(
        _("share of the scored questions that has to be right, %"), default=60
    )
    competences = CodesField(_("competences"), default=list, blank=True)
    frameworks = models.TextField(
        _("frameworks"), blank=True, help_text=_("One a line.")
    )
    sources = models.TextField(
        _("sources"), blank=True, help_text=_("What facts rest on. One a line.")
    )

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("goal"),
        FieldPanel("steps"),
        FieldPanel("words"),
        FieldPanel("notes"),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("minutes"),
                FieldPanel("quiz_percent"),
                FieldPanel("competences"),
                FieldPanel("frameworks"),
                FieldPanel("sources"),
            ],
            heading=_("The same in every language"),
        ),
    ]
    template = "cms/pages/lesson.html"
    override_translatable_fields = _same_everywhere("code", "frameworks", "sources")
    parent_page_types = ["cms.ModulePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class CourseEdition(models.Model):
    """The outline of a course, as it was published once. Never changed once written."""

    course_key = models.UUIDField()
    number = models.PositiveIntegerField()
    outline = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "number"], name="edition_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of course {self.course_key}"


class ArchivedText(models.Model):
    """A file of a course archive as it came in, so that it can go out as it was."""

    page_key = models.UUIDField()
    name = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page_key", "name"], name="archived_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.page_key}"


class ArchivedPicture(models.Model):
    """The place of a picture in a lesson's folder, and the picture of the library it is."""

    page_key = models.UUIDField()
    name = models.CharField(max_length=200)
    image = models.ForeignKey(
        "cms.SiteImage", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page_key", "name"], name="archived_picture_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.page_key}"
