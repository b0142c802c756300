import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.announcements.values import Said

_IN_FRENCH = ~Q(title_fr="") & ~Q(text_fr="")
_IN_ARABIC = ~Q(title_ar="") & ~Q(text_ar="")


class Audience(models.TextChoices):
    """Whom an announcement is for; who belongs to it is asked when they are told."""

    EVERYONE = "everyone"
    ROLE = "role"
    COHORT = "cohort"
    GROUP = "group"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def newest_first(self) -> "AnnouncementQuerySet":
        return self.order_by("-published_at", "-pk")


class Announcement(models.Model):
    """One thing the team tells many people at once, in French, in Arabic or in both."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(max_length=10, choices=Audience)
    role = models.CharField(max_length=20, blank=True)
    cohort = models.ForeignKey(
        "lms.Cohort", on_delete=models.PROTECT, null=True, related_name="+"
    )
    group = models.ForeignKey(
        "lms.Group", on_delete=models.PROTECT, null=True, related_name="+"
    )
    title_fr = models.CharField(max_length=120, blank=True)
    text_fr = models.TextField(blank=True)
    title_ar = models.CharField(max_length=120, blank=True)
    text_ar = models.TextField(blank=True)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="everyone", role="", cohort=None, group=None)
                | (Q(audience="role", cohort=None, group=None) & ~Q(role=""))
                | Q(audience="cohort", role="", cohort__isnull=False, group=None)
                | Q(audience="group", role="", cohort=None, group__isnull=False),
                name="announcement_audience_is_whole",
            ),
            models.CheckConstraint(
                condition=(_IN_FRENCH & (_IN_ARABIC | Q(title_ar="", text_ar="")))
                | (_IN_ARABIC & Q(title_fr="", text_fr="")),
                name="announcement_says_something",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="announcement_withdrawn_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at"], name="announcement_newest"),
        ]

    def __str__(self) -> str:
        return self.title_fr or self.title_ar

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def said_in(self, language: str) -> Said:
        """What it says to a reader of a language; in the other one where it is missing."""
        french = Said("fr", self.title_fr, self.text_fr)
        arabic = Said("ar", self.title_ar, self.text_ar)
        first, second = (arabic, french) if language == "ar" else (french, arabic)
        return first if first.title else second

    def also_said(self, language: str) -> Said | None:
        """What it says in the language that ``said_in`` doesn't choose, if anything."""
        other = "fr" if self.said_in(language).language == "ar" else "ar"
        said = self.said_in(other)
        return said if said.language == other else None
