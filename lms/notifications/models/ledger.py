"""The send ledger: what goes out of the house, to whom, and what is known of it.

No row holds an address. What a person is written to is looked up when the letter
is sent; the ledger keeps a keyed hash, which says only whether it is the same.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """By which way something leaves the house."""

    EMAIL = "email"


class Digest(models.Model):
    """What one person is told together, at the end of one window of theirs."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        EMPTY = "empty"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    channel = models.CharField(max_length=10, choices=Channel)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    """Where the person was when the window was laid out."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel", "window_start"],
                name="digest_once_per_window",
            ),
            models.CheckConstraint(
                condition=Q(window_end__gt=models.F("window_start")),
                name="digest_window_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} digest to {self.recipient_id} of {self.window_end}"


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def pending(self) -> Self:
        """Of which nothing has been transmitted yet."""
        return self.filter(state__in=[Dispatch.State.OWED, Dispatch.State.CONNECTING])

    def unknown(self) -> Self:
        return self.filter(state=Dispatch.State.UNKNOWN)

    def unsettled(self) -> Self:
        """Of which something is still to come."""
        return self.filter(
            state__in=[
                Dispatch.State.OWED,
                Dispatch.State.CONNECTING,
                Dispatch.State.HANDED,
            ]
        )

    def settled(self) -> Self:
        """Of which nothing more is to come, and which wait for nobody."""
        return self.filter(
            Q(state__in=Dispatch.CERTAIN)
            | Q(state=Dispatch.State.UNKNOWN, noted_at__isnull=False)
        )

    def on_their_way(self) -> Self:
        """Perhaps transmitted, and not refused: what counts for a person's day."""
        return self.filter(
            state__in=[
                Dispatch.State.HANDED,
                Dispatch.State.SENT,
                Dispatch.State.UNKNOWN,
            ]
        )


class Dispatch(models.Model):
    """One notification, or one digest, to one address of one person: sent once, or not at all."""

    class State(models.TextChoices):
        OWED = "owed"
        CONNECTING = "connecting"
        """A worker speaks with the server; nothing was transmitted."""
        HANDED = "handed"
        """Committed before the first byte of the letter leaves; never sent again from here."""
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        """Transmitted perhaps; the answer never came, or who waited for it died."""
        SUPPRESSED = "suppressed"
        CANCELLED = "cancelled"
        DIGESTED = "digested"
        """Told in the digest it was gathered in."""

    CERTAIN = (
        State.SENT,
        State.FAILED,
        State.SUPPRESSED,
        State.CANCELLED,
        State.DIGESTED,
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notification = models.ForeignKey(
        "lms.Notification",
        on_delete=models.CASCADE,
        null=True,
        related_name="dispatches",
    )
    digest = models.ForeignKey(
        Digest, on_delete=models.CASCADE, null=True, related_name="dispatches"
    )
    """The digest that this is, where it is no single notification."""
    gathered_in = models.ForeignKey(
        Digest, on_delete=models.SET_NULL, null=True, related_name="gathered"
    )
    """The digest in which this is told, or will be."""
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dispatches"
    )
    channel = models.CharField(max_length=10, choices=Channel)
    address_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.OWED)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    idempotency_key = models.CharField(max_length=80, unique=True)
    """The same for each attempt: what a provider that knows repeats is given."""
    message_ref = models.CharField(max_length=200, blank=True)
    """The Message-ID, which follows from ``key``: of two copies a mail store keeps one."""
    provider_ref = models.CharField(max_length=200, blank=True)
    """What the server answered."""
    unknown_since = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)
    """When an administrator took note that nobody can say whether it arrived."""
    settled_at = models.DateTimeField(null=True)
    """Since when it is in a state out of which only an answer can bring it."""
    reason = models.CharField(max_length=200, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel", "address_hash"],
                name="dispatch_once_per_notification",
                condition=Q(notification__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["digest", "channel", "address_hash"],
                name="dispatch_once_per_digest",
                condition=Q(digest__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(notification=None) ^ Q(digest=None),
                name="dispatch_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="unknown") | Q(unknown_since__isnull=False),
                name="dispatch_unknown_since",
            ),
        ]
        indexes = [
            # What an unsubscription cancels.
            models.Index(
                fields=["recipient"],
                name="dispatch_pending",
                condition=Q(state__in=["owed", "connecting"]),
            ),
            # What a person got today.
            models.Index(
                fields=["recipient", "settled_at"], name="dispatch_of_the_day"
            ),
            # The operator's list.
            models.Index(
                fields=["unknown_since"],
                name="dispatch_unknown",
                condition=Q(state="unknown", noted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key} {self.state}"


class Suppression(models.Model):
    """An address to which nothing is sent any more, whoever it belongs to."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced"
        COMPLAINED = "complained"
        MANUAL = "manual"

    address_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel)
    reason = models.CharField(max_length=10, choices=Reason)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash", "channel"], name="suppression_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"
