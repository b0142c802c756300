"""What a person may do about deliveries and lanes.

Owe deliveries again, give them up, owe those of the past; pause a lane, or let
it go on. Each leaves an event that says who did what, in the same transaction.
"""

from events.conditions import (
    Conditions,
    ConditionsUnusable,
    ConsumerUnknown,
    EventTypeUnknown,
    NoCondition,
    PeriodReversed,
    Repair,
    StreamMalformed,
)
from events.queries import LaneUnknown
from events.services.lanes import (
    LaneNotPaused,
    LaneNotWaiting,
    LanePaused,
    pause_lane,
    resume_lane,
    try_lane,
)
from events.services.orphans import sort_orphans
from events.services.repairs import (
    backfill_deliveries,
    cancel_dead,
    cancel_deliveries,
    replay_deliveries,
    requeue_dead,
)

__all__ = [
    "Conditions",
    "ConditionsUnusable",
    "ConsumerUnknown",
    "EventTypeUnknown",
    "LaneNotPaused",
    "LaneNotWaiting",
    "LanePaused",
    "LaneUnknown",
    "NoCondition",
    "PeriodReversed",
    "Repair",
    "StreamMalformed",
    "backfill_deliveries",
    "cancel_dead",
    "cancel_deliveries",
    "pause_lane",
    "replay_deliveries",
    "requeue_dead",
    "resume_lane",
    "sort_orphans",
    "try_lane",
]
