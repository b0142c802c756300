from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.notifications.hours import ALL_DAYS, HOME, MORNING, NIGHT
from lms.notifications.models.ledger import Channel
from lms.notifications.models.mailbox import Kind


class Mode(models.TextChoices):
    """How often a person wants to hear of something by a channel."""

    OFF = "off"
    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


# Learners are told in the product; mail is theirs to turn on. Who accompanies a
# group gets one letter a day, not twenty.
DEFAULT_MODES: dict[str, str] = {
    Kind.ENROLLED: Mode.OFF,
    Kind.LESSON_COMPLETED: Mode.OFF,
    Kind.MODULE_COMPLETED: Mode.OFF,
    Kind.COURSE_COMPLETED: Mode.OFF,
    Kind.LESSONS_ADDED: Mode.OFF,
    Kind.ANNOUNCEMENT: Mode.OFF,
    Kind.GROUP_FINISHED_MODULE: Mode.DAILY,
    Kind.COURSE_PUBLISHED: Mode.OFF,
}


class Topic(models.TextChoices):
    """Kinds that a person decides about together."""

    PROGRESS = "progress"
    COURSES = "courses"
    ANNOUNCEMENTS = "announcements"
    GROUPS = "groups"
    PUBLICATIONS = "publications"


TOPICS: dict[str, tuple[Kind, ...]] = {
    Topic.PROGRESS: (
        Kind.LESSON_COMPLETED,
        Kind.MODULE_COMPLETED,
        Kind.COURSE_COMPLETED,
    ),
    Topic.COURSES: (Kind.ENROLLED, Kind.LESSONS_ADDED),
    Topic.ANNOUNCEMENTS: (Kind.ANNOUNCEMENT,),
    Topic.GROUPS: (Kind.GROUP_FINISHED_MODULE,),
    Topic.PUBLICATIONS: (Kind.COURSE_PUBLISHED,),
}


class NotificationPreference(models.Model):
    """What one person has decided about one kind and channel; without a row the kind's default holds.

    A row without a kind is about all of them and stands above every other: it
    is what an unsubscription writes, and no later enrolment comes past it.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notification_preferences",
    )
    kind = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    scope = models.CharField(max_length=60, blank=True)
    """``course:<key>``, or empty for the whole account."""
    mode = models.CharField(max_length=10, choices=Mode)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "channel", "scope"],
                name="preference_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.kind or 'all'} {self.channel} {self.mode}"


class QuietHours(models.Model):
    """When one person gets no mail; without a row the centre's hours hold."""

    recipient = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="quiet_hours",
    )
    timezone = models.CharField(max_length=64, default=HOME)
    starts = models.TimeField(default=NIGHT)
    ends = models.TimeField(default=MORNING)
    """At or before the beginning: on the next morning. The same: no quiet hours."""
    days = models.PositiveSmallIntegerField(default=ALL_DAYS)
    """On which days they begin, a bit a weekday."""
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=0, days__lte=ALL_DAYS),
                name="quiet_hours_days_of_a_week",
            )
        ]

    def __str__(self) -> str:
        return f"quiet hours of {self.recipient_id}"
