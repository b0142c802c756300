"""The product's server, with the tests' settings of the channel layer."""

import tests.faults.chaos.process  # noqa: F401 -- sets Django up, with the tests' consumers
from config.asgi import application

__all__ = ["application"]
