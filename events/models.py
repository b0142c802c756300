"""The log of events, and what is owed of it to whom."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from events.base import Event, StoredEvent, Undecodable, load


class Stream(models.Model):
    """What facts are about: one course, one enrolment, one mailbox; and how many there were.

    Its row lock puts the facts of one stream in the order in which they were
    committed.
    """

    stream = models.CharField(max_length=96, primary_key=True)
    version = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.stream} v{self.version}"


class EventRecord(models.Model):
    """A fact, as it was stored with the change it tells of. Never changed."""

    event_id = models.UUIDField(unique=True)
    type = models.CharField(max_length=100)
    schema_version = models.PositiveSmallIntegerField()
    stream = models.CharField(max_length=96)
    stream_version = models.PositiveBigIntegerField()
    actor_key = models.UUIDField(null=True)
    """Who made it true; nobody, if time or a machine did."""
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    correlation_id = models.UUIDField()
    """The first event of the chain this one belongs to."""
    causation_id = models.UUIDField(null=True)
    """The event whose handling made this one true."""
    command_key = models.CharField(max_length=128, null=True)  # noqa: DJ001 -- most have none, those that have are unique
    """The request's idempotency key."""
    data = models.JSONField()

    class Meta:
        db_table = "events_event"
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "stream_version"], name="events_event_place"
            ),
            models.UniqueConstraint(
                fields=["command_key"],
                name="events_event_command",
                condition=Q(command_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["type", "id"], name="events_event_type"),
            # Retention and replay by period look for what is older, or younger.
            models.Index(fields=["recorded_at"], name="events_event_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"

    def load(self) -> Event:
        """Rebuild the event, or raise ``Undecodable`` or what ``events.base.load`` raises."""
        if not isinstance(self.data, dict):
            raise Undecodable(f"{self.type} {self.event_id}")
        payload = {
            **self.data,
            "event_id": self.event_id,
            "occurred_at": self.occurred_at,
        }
        return load(self.type, payload, schema_version=self.schema_version)

    def load_stored(self) -> StoredEvent:
        return StoredEvent(
            event=self.load(),
            stream=self.stream,
            version=self.stream_version,
            recorded_at=self.recorded_at,
            actor_key=self.actor_key,
        )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def owed(self) -> Self:
        return self.filter(state=Delivery.State.OWED)

    def dead(self) -> Self:
        return self.filter(state=Delivery.State.DEAD)

    def orphaned(self) -> Self:
        return self.filter(state=Delivery.State.ORPHANED)

    def unsettled(self) -> Self:
        return self.filter(state__in=Delivery.UNSETTLED)

    def settled(self) -> Self:
        return self.filter(state__in=Delivery.SETTLED)


class Delivery(models.Model):
    """What is owed of one event to one consumer, until it is done or a person decides."""

    class State(models.IntegerChoices):
        OWED = 0
        DONE = 1
        DEAD = 2
        CANCELLED = 3
        ORPHANED = 4

    SETTLED = (State.DONE, State.CANCELLED)
    UNSETTLED = (State.OWED, State.DEAD, State.ORPHANED)

    # Found by the index of its uniqueness, and not checked by the database: both
    # would slow every emit, which writes the event in the same statement. Only
    # retention deletes events, and it and whoever owes an old one lock it first.
    event = models.ForeignKey(
        EventRecord,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    consumer = models.CharField(max_length=48)
    lane = models.CharField(max_length=48)
    # Of the event, and here again, because the claim looks at nothing else; of
    # those only whose consumer takes a stream in its order.
    stream = models.CharField(max_length=96, null=True)  # noqa: DJ001 -- no stream isn't an empty one
    state = models.PositiveSmallIntegerField(choices=State, db_default=State.OWED)
    available_at = models.DateTimeField(db_default=Now())
    """Not before; moved into the future by each failure."""
    due_at = models.DateTimeField(null=True)
    """When it was meant to be delivered, if not at once; until then nobody is late."""
    attempts = models.PositiveSmallIntegerField(db_default=0)
    """Counted when claimed, so that one which kills its worker is counted too."""
    max_attempts = models.PositiveSmallIntegerField()
    deferrals = models.PositiveIntegerField(db_default=0)
    """How often it was put back because a dependency was down."""
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True, db_default="")
    """``host:pid`` of the process that holds it, or held it last."""
    last_error = models.TextField(blank=True, db_default="")
    done_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "consumer"], name="events_delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[1, 3], done_at__isnull=False)
                | Q(state__in=[0, 2, 4], done_at__isnull=True),
                name="events_delivery_done_at",
            ),
        ]
        indexes = [
            # Owed rows are few and looked for all day; settled ones pile up.
            models.Index(
                fields=["lane", "available_at", "id"],
                name="events_delivery_owed",
                condition=Q(state=0),
            ),
            # What stands before a row in its stream, for ordered consumers.
            models.Index(
                fields=["consumer", "stream", "id"],
                name="events_delivery_order",
                condition=Q(state__in=[0, 2, 4], stream__isnull=False),
            ),
            # What waits for a person, latest first: it may be a handful among
            # all that is settled, or hundreds of thousands.
            models.Index(
                fields=["id"],
                name="events_delivery_waiting",
                condition=Q(state__in=[2, 4]),
            ),
            # The same of one consumer; and how much is whose, from the index alone.
            models.Index(
                fields=["consumer", "id", "lane", "state"],
                name="events_delivery_dead",
                condition=Q(state__in=[2, 4]),
            ),
            # For pruning.
            models.Index(
                fields=["done_at"],
                name="events_delivery_settled",
                condition=Q(state__in=[1, 3]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.get_state_display()}"


class Lane(models.Model):
    """Why one lane stands still: its circuit breaker, and whether a person has paused it.

    It has a row once a dependency has been down, or somebody has paused it.
    """

    lane = models.CharField(max_length=48, primary_key=True)
    paused_until = models.DateTimeField(null=True)
    """When it is probed next, while its breaker is open."""
    reason = models.TextField(blank=True)
    breaker_failures = models.PositiveIntegerField(default=0)
    """Failures in a row; 0 is closed."""
    paused_at = models.DateTimeField(null=True)
    """When a person paused it; null unless it is still paused."""
    paused_by = models.UUIDField(null=True)
    """Who that was; nobody, if it was done by command."""

    def __str__(self) -> str:
        return self.lane


class Fanout(models.Model):
    """How far one consumer has got in telling the large audience of one event."""

    class State(models.IntegerChoices):
        UNDERWAY = 0
        FINISHED = 1

    event = models.ForeignKey(
        EventRecord, on_delete=models.PROTECT, related_name="fanouts", db_index=False
    )
    consumer = models.CharField(max_length=48)
    cursor = models.PositiveBigIntegerField(db_default=0)
    """The last of the audience that was told, in the order of the consumer's choice."""
    state = models.PositiveSmallIntegerField(choices=State, db_default=State.UNDERWAY)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "consumer"], name="events_fanout_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consumer} at {self.cursor}"


class CalendarEntry(models.Model):
    """When one piece of periodic work is due next; its rule stands in the code."""

    consumer = models.CharField(max_length=48, primary_key=True)
    rule = models.CharField(max_length=64)
    """What ``due_at`` was reckoned by, in words, to notice that the code has changed."""
    due_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    """When it was last owed."""

    class Meta:
        db_table = "events_calendar"

    def __str__(self) -> str:
        return f"{self.consumer} {self.rule}"
