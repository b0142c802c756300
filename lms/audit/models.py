from django.conf import settings
from django.db import models


class Action(models.TextChoices):
    """What somebody did with a person's data."""

    SAW_STORY = "saw_story"
    ERASED = "erased"
    SAW_FAMILY = "saw_family"


class AuditEntry(models.Model):
    """One thing one person did with another person's data. Never changed."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=20, choices=Action.choices)
    subject_key = models.UUIDField()
    """Whose data; a key, because the entry outlives the person's file."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_key", "-at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_id} at {self.at:%Y-%m-%d %H:%M}"
