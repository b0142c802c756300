"""What is owed to whom, for those who watch over it; a question a module."""

from events.queries.calendar import (
    CalendarStatus,
    find_calendar,
    find_last_strikes,
)
from events.queries.history import HistoryEntry, HistoryKind, find_history
from events.queries.letters import (
    DeliveryUnknown,
    Hearing,
    Letter,
    LetterKinds,
    LetterPage,
    Neighbour,
    find_letter_kinds,
    find_letters,
    get_letter,
)
from events.queries.listing import MOST_LISTED, Listing
from events.queries.matching import (
    Matching,
    MatchingGroup,
    count_matching,
    summarise_matching,
)
from events.queries.statuses import (
    ConsumerStatus,
    LaneStatus,
    LaneUnknown,
    find_consumer_statuses,
    find_hearers,
    find_lane_statuses,
    find_orphaned_consumers,
    find_still_lanes,
    find_subscriptions,
    find_unknown_event_types,
    get_lane_status,
)

__all__ = [
    "MOST_LISTED",
    "CalendarStatus",
    "ConsumerStatus",
    "DeliveryUnknown",
    "Hearing",
    "HistoryEntry",
    "HistoryKind",
    "LaneStatus",
    "LaneUnknown",
    "Letter",
    "LetterKinds",
    "LetterPage",
    "Listing",
    "Matching",
    "MatchingGroup",
    "Neighbour",
    "count_matching",
    "find_calendar",
    "find_consumer_statuses",
    "find_hearers",
    "find_history",
    "find_lane_statuses",
    "find_last_strikes",
    "find_letter_kinds",
    "find_letters",
    "find_orphaned_consumers",
    "find_still_lanes",
    "find_subscriptions",
    "find_unknown_event_types",
    "get_lane_status",
    "get_letter",
    "summarise_matching",
]
