"""Delivering what is owed: claim it, run its consumer, settle it.

The database owns every delivery. A claim is a lease with a token; whatever a
worker does with a lease that another has taken over meanwhile is rolled back or
matches no row. Attempts are counted when claimed, so that an event which kills
its worker ends dead like one which raises.
"""

from events.delivery.drain import answer, drain
from events.delivery.lanes import find_owed_lanes

__all__ = ["answer", "drain", "find_owed_lanes"]
