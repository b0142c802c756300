from django.conf import settings
from django.db import models


class Mailbox(models.Model):
    """Where one person's notifications are numbered.

    Its row lock is what makes the numbers gap-free: a number is taken and its
    notification is written under it, in one transaction.
    """

    recipient = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="mailbox",
    )
    last_seq = models.PositiveBigIntegerField(default=0)
    seen_seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"mailbox of {self.recipient_id} up to {self.last_seq}"


class Kind(models.TextChoices):
    """What a notification tells; each has a template that words it."""

    ENROLLED = "enrolled"
    LESSON_COMPLETED = "lesson_completed"
    MODULE_COMPLETED = "module_completed"
    COURSE_COMPLETED = "course_completed"
    LESSONS_ADDED = "lessons_added"
    GROUP_FINISHED_MODULE = "group_finished_module"
    COURSE_PUBLISHED = "course_published"
    ANNOUNCEMENT = "announcement"
    DELIVERIES_DEAD = "deliveries_dead"
    LANE_WAITS = "lane_waits"
    LANE_PAUSED = "lane_paused"
    WEBHOOK_DISABLED = "webhook_disabled"
    LETTERS_UNKNOWN = "letters_unknown"
    WORK_STUCK = "work_stuck"
    CALENDAR_STOOD_STILL = "calendar_stood_still"


class Reason(models.TextChoices):
    """Why a person is told; shown to them, and the first thing to ask of a wrong one."""

    OWN = "own"
    FOLLOWS_COURSE = "follows_course"
    ACCOMPANIES_GROUP = "accompanies_group"
    PUBLISHED_IT = "published_it"
    IN_AUDIENCE = "in_audience"
    ADMINISTERS = "administers"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def after(self, seq: int) -> "NotificationQuerySet":
        return self.filter(seq__gt=seq)

    def newest_first(self) -> "NotificationQuerySet":
        return self.order_by("-seq")


class Notification(models.Model):
    """One thing one person was told, once. It keeps keys; words and names come when it is read."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    seq = models.PositiveBigIntegerField()
    dedupe_key = models.CharField(max_length=160)
    event_id = models.UUIDField()
    kind = models.CharField(max_length=40, choices=Kind.choices)
    params = models.JSONField(default=dict)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "dedupe_key"], name="notification_told_once"
            ),
            models.UniqueConstraint(
                fields=["recipient", "seq"], name="notification_numbered_once"
            ),
        ]
        indexes = [
            # The bell is counted on every page.
            models.Index(
                fields=["recipient", "-seq"],
                name="notification_unread",
                condition=models.Q(read_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} no. {self.seq} to {self.recipient_id}"
