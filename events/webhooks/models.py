"""Where events are sent, and the log of every attempt."""

from typing import Self

from django.db import models
from django.db.models import Q

FAMILY = "webhook"


class EndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def active(self) -> Self:
        return self.filter(disabled_at=None)


class WebhookEndpoint(models.Model):
    """An address of somebody else's system that is told of events."""

    class DisabledReason(models.TextChoices):
        BY_HAND = "by_hand"
        GONE = "gone"
        """It answered 410: it wants nothing any more."""
        DOWN = "down"
        """It hasn't answered for days."""
        KEY_CHANGED = "key_changed"
        """SECRET_KEY is another than when its secret was made."""

    key = models.CharField(max_length=12, unique=True, editable=False)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    hears_all = models.BooleanField(default=False)
    """Every kind of event that may leave the house, those of later releases too."""
    event_types = models.JSONField(default=list)
    """Wire names of the kinds it hears, unless it hears all."""
    # The secrets are not here, only what they are made of together with SECRET_KEY:
    # who reads the database can sign nothing.
    salt = models.CharField(max_length=32, editable=False)
    secret_digest = models.CharField(max_length=64, editable=False)
    previous_salt = models.CharField(max_length=32, blank=True, editable=False)
    rotated_at = models.DateTimeField(null=True)
    """When the secret before was replaced; for a day both sign."""
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(
        max_length=12, choices=DisabledReason, blank=True
    )
    down_since = models.DateTimeField(null=True)
    """Since when it hasn't answered; null while it does."""
    accepted_at = models.DateTimeField(null=True)
    """When it last accepted an event."""
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_reason="")
                | Q(disabled_at__isnull=False) & ~Q(disabled_reason=""),
                name="events_webhook_disabled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def consumer(self) -> str:
        """The name of its consumer, and of its lane."""
        return f"{FAMILY}:{self.key}"


class WebhookAttempt(models.Model):
    """One time that one event was sent to one endpoint, and what came back."""

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        on_delete=models.CASCADE,
        related_name="attempts",
        db_index=False,  # The indexes below begin with it.
    )
    at = models.DateTimeField()
    event_id = models.UUIDField()
    event_type = models.CharField(max_length=100)
    is_accepted = models.BooleanField()
    status = models.PositiveSmallIntegerField(null=True)
    """The answer's HTTP status; null if there was no answer."""
    milliseconds = models.PositiveIntegerField()
    error = models.CharField(max_length=40, blank=True)
    """Why it wasn't accepted, as one of ``Outcome``'s words."""
    detail = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    """The beginning of what came back."""

    class Meta:
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="events_webhook_log"),
            models.Index(fields=["endpoint", "event_id"], name="events_webhook_event"),
            # For pruning.
            models.Index(fields=["at"], name="events_webhook_at"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.status or self.error}"
