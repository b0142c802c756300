"""The product with the tests' consumers beside its own; what Dramatiq and the nursery import."""

import os

from django.conf import settings

import config.workers  # noqa: F401 -- sets Django up
import tests.faults.actors  # noqa: F401 -- the consumers without a unique key
from events.bell import workers

workers.declare_lanes()

if capacity := os.environ.get("LAYER_CAPACITY"):
    # So few messages wait in the channel layer that most are dropped.
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["capacity"] = int(capacity)
