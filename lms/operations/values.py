"""What the administrator's pages show: frozen rows, so that templates ask nothing of the database."""

from dataclasses import dataclass

from events.queries import CalendarStatus, ConsumerStatus, HistoryEntry, LaneStatus


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane, and who has paused it in words."""

    status: LaneStatus
    paused_by: str
    """A name; empty if nobody of this installation did it on a screen."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What flows, and what has stopped."""

    lanes: tuple[LaneRow, ...]
    consumers: tuple[ConsumerStatus, ...]
    calendar: tuple[CalendarStatus, ...]
    services: dict[str, bool]
    """Each service that the settings name, and whether it answers."""
    unknown_types: tuple[str, ...]

    @property
    def owed(self) -> int:
        """What is due and not done yet."""
        return sum(lane.status.owed - lane.status.scheduled for lane in self.lanes)

    @property
    def scheduled(self) -> int:
        return sum(lane.status.scheduled for lane in self.lanes)

    @property
    def dead(self) -> int:
        return sum(consumer.dead for consumer in self.consumers)

    @property
    def oldest_seconds(self) -> float:
        """Of the lanes that flow: one that stands still says so itself."""
        lanes = (lane.status for lane in self.lanes)
        flowing = (lane.oldest_seconds for lane in lanes if lane.flows)
        return max(flowing, default=0)

    @property
    def still_lanes(self) -> tuple[LaneRow, ...]:
        """Those that wait for a service, and those that somebody has paused."""
        return tuple(lane for lane in self.lanes if not lane.status.flows)

    @property
    def paused_lanes(self) -> tuple[LaneRow, ...]:
        return tuple(lane for lane in self.lanes if lane.status.is_paused)

    @property
    def busy(self) -> tuple[ConsumerStatus, ...]:
        """Consumers that are owed something, or would be if they could."""
        return tuple(one for one in self.consumers if one.owed or one.dead)

    @property
    def idle(self) -> tuple[ConsumerStatus, ...]:
        return tuple(one for one in self.consumers if not (one.owed or one.dead))

    @property
    def orphaned(self) -> tuple[str, ...]:
        """Consumers that are owed something and that this release doesn't know."""
        return tuple(one.consumer for one in self.consumers if not one.is_known)

    @property
    def down(self) -> tuple[str, ...]:
        return tuple(name for name, is_up in self.services.items() if not is_up)

    @property
    def is_well(self) -> bool:
        return not any(
            (
                self.dead,
                self.still_lanes,
                self.down,
                self.orphaned,
                self.unknown_types,
            )
        )


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that was done or happened, and who did it in words."""

    entry: HistoryEntry
    actor: str
    """A name; empty if nobody of this installation did it on a screen."""
