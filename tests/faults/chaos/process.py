"""The product with the tests' consumers beside its own; what Dramatiq and the nursery import."""

import config.workers  # noqa: F401 -- sets Django up
import tests.faults.actors  # noqa: F401 -- the consumers without a unique key
from events.bell import workers

workers.declare_lanes()
