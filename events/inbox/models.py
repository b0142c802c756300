"""Who may send us events, and what they sent."""

import uuid
from typing import Self

from django.db import models
from django.db.models.functions import Now


class InboxSourceQuerySet(models.QuerySet["InboxSource"]):
    def open(self) -> Self:
        return self.filter(revoked_at=None)


class InboxSource(models.Model):
    """A system that may send us events, as long as it has its token."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=200)
    """The ``source`` of its events begins with this."""
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the token, which is long and random, and shown once."""
    token_made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    """When it last sent an event that was accepted, repeats included."""
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    objects = InboxSourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class InboxEntry(models.Model):
    """An event from outside that was accepted; a second of the same source and id is a repeat."""

    source = models.CharField(max_length=200)
    source_id = models.CharField(max_length=128)
    sender = models.ForeignKey(
        InboxSource, null=True, on_delete=models.SET_NULL, related_name="entries"
    )
    type = models.CharField(max_length=200)
    cloud_event = models.JSONField()
    """As it came, in the JSON format of CloudEvents 1.0."""
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "events_inbox"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], name="events_inbox_once"
            )
        ]
        indexes = [
            # For pruning.
            models.Index(fields=["received_at"], name="events_inbox_received"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"
