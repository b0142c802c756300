"""What happens to events on their way, for those who run the installation."""

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from events.base import Code, Event

Asked = Annotated[str, StringConstraints(pattern=r"^[\w.:*+,-]*$")]
"""What was chosen by: words of ours, times, numbers with commas between them."""


class OperationsEvent(Event):
    """What became of deliveries. Of its own deliveries none is told, or one dead letter would write the next."""


class DeliveryEvent(OperationsEvent):
    """Deliveries of one consumer, or of several; ``consumer`` is empty then."""

    consumer: Code
    count: int

    @property
    def stream(self) -> str:
        return f"operations:{self.consumer or 'deliveries'}"


class DeliveryDeadLettered(DeliveryEvent):
    """Deliveries that were claimed together are dead, and wait for a person.

    ``event_type`` is the wire name of what they were to deliver, empty if they
    were of several kinds.
    """

    name: ClassVar = "events.delivery.dead_lettered"
    event_type: Code


class DeliveriesReplayed(DeliveryEvent):
    """Deliveries are owed again, or for the first time to a consumer that came later.

    ``how``: what was settled (``replay``), was dead or orphaned (``requeue``), or
    was never owed (``backfill``). ``conditions``: what was asked for.
    """

    name: ClassVar = "events.delivery.replayed"
    how: Literal["replay", "requeue", "backfill"]
    conditions: dict[str, Asked]


class DeliveriesCancelled(DeliveryEvent):
    """What was owed, dead or orphaned was given up."""

    name: ClassVar = "events.delivery.cancelled"
    conditions: dict[str, Asked]


class LaneEvent(OperationsEvent):
    """What happens to one lane."""

    lane: Code

    @property
    def stream(self) -> str:
        return f"operations:{self.lane}"


class LanePaused(LaneEvent):
    """What a lane depends on doesn't answer; the lane waits for it.

    ``cause`` is the kind of error, never its text, which may name somebody.
    """

    name: ClassVar = "events.lane.paused"
    cause: Code


class LaneResumed(LaneEvent):
    """What a lane depends on answers again."""

    name: ClassVar = "events.lane.resumed"


class LanePausedByHand(LaneEvent):
    """Somebody has stopped a lane, whatever it depends on; it goes on when somebody resumes it."""

    name: ClassVar = "events.lane.paused_by_hand"


class LaneResumedByHand(LaneEvent):
    """Somebody lets a lane go on that was paused by hand."""

    name: ClassVar = "events.lane.resumed_by_hand"


class CalendarStruck(Event):
    """The time has come for one piece of periodic work."""

    name: ClassVar = "events.calendar.struck"
    consumer: Code

    @property
    def stream(self) -> str:
        return f"calendar:{self.consumer}"
