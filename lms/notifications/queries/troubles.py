"""What stands still and wants somebody to look: asked again and again, so that it is told once."""

import datetime as dt
from collections.abc import Iterator

from events import queries as events
from events.webhooks import queries as webhooks
from lms.notifications.models import Kind
from lms.notifications.queries.ledger import find_unknown_dispatches
from lms.notifications.values import Trouble

WAITS_FOR = dt.timedelta(minutes=15)
"""What a lane depends on may be restarted; after that long somebody has to know."""
PAUSED_FOR = dt.timedelta(hours=1)
LATE_BY = dt.timedelta(hours=1)
STOOD_STILL_FOR = dt.timedelta(days=1)
"""So long that a night's work was left out; a computer that is off overnight isn't trouble."""


def find_troubles(*, watcher: str, at: dt.datetime) -> list[Trouble]:
    """Return what is wrong now. ``watcher`` is the periodic work that asks."""
    return [
        *_find_lanes(at),
        *_find_webhooks(),
        *_find_letters(),
        *_find_late_work(at),
        *_find_standstill(watcher),
    ]


def _find_lanes(at: dt.datetime) -> Iterator[Trouble]:
    for lane in events.find_still_lanes():
        if ":" in lane.lane:
            # An endpoint's own; told when it is switched off.
            continue
        about = {"lane": lane.lane}
        since, paused_at = lane.waiting_since, lane.paused_at
        if paused_at is not None and paused_at <= at - PAUSED_FOR:
            yield Trouble(
                Kind.LANE_PAUSED, f"{lane.lane}:{paused_at.isoformat()}", about
            )
        elif since is not None and lane.is_waiting and since <= at - WAITS_FOR:
            yield Trouble(Kind.LANE_WAITS, f"{lane.lane}:{since.isoformat()}", about)


def _find_webhooks() -> Iterator[Trouble]:
    for key, since in webhooks.find_switched_off():
        yield Trouble(
            Kind.WEBHOOK_DISABLED, f"{key}:{since.isoformat()}", {"endpoint_key": key}
        )


def _find_letters() -> Iterator[Trouble]:
    newest = find_unknown_dispatches().first()
    if newest is not None and newest.unknown_since is not None:
        yield Trouble(Kind.LETTERS_UNKNOWN, f"{newest.unknown_since:%Y-%m-%d}", {})


def _find_late_work(at: dt.datetime) -> Iterator[Trouble]:
    for work in events.find_calendar():
        if work.state == "owed" and work.struck_at and work.struck_at <= at - LATE_BY:
            yield Trouble(
                Kind.WORK_STUCK,
                f"{work.consumer}:{work.struck_at.isoformat()}",
                {"consumer": work.consumer},
            )


def _find_standstill(watcher: str) -> Iterator[Trouble]:
    before, now = events.find_last_strikes(watcher)
    if before is not None and now is not None and now - before >= STOOD_STILL_FOR:
        yield Trouble(Kind.CALENDAR_STOOD_STILL, now.isoformat(), {})
