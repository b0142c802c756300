from collections.abc import Iterable

from events import queries
from events.queries import LaneStatus
from lms.operations.queries.dependencies import find_services
from lms.operations.queries.people import find_names
from lms.operations.values import LaneRow, Overview


def get_overview(*, language: str) -> Overview:
    consumers = queries.find_consumer_statuses()
    lanes = queries.find_lane_statuses(consumers)
    return Overview(
        lanes=_name_who_paused(lanes, language),
        consumers=tuple(consumers),
        calendar=tuple(queries.find_calendar()),
        services=find_services(),
        unknown_types=tuple(queries.find_unknown_event_types()),
    )


def _name_who_paused(lanes: Iterable[LaneStatus], language: str) -> tuple[LaneRow, ...]:
    lanes = list(lanes)
    keys = {lane.paused_by for lane in lanes if lane.paused_by}
    names = find_names(keys, language=language)
    return tuple(
        LaneRow(
            status=lane,
            paused_by=names.get(lane.paused_by, "") if lane.paused_by else "",
        )
        for lane in lanes
    )
