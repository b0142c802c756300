from events import queries
from lms.operations.queries.dependencies import find_services
from lms.operations.values import Overview


def get_overview() -> Overview:
    consumers = queries.find_consumer_statuses()
    return Overview(
        lanes=tuple(queries.find_lane_statuses(consumers)),
        consumers=tuple(consumers),
        calendar=tuple(queries.find_calendar()),
        services=find_services(),
        unknown_types=tuple(queries.find_unknown_event_types()),
    )
