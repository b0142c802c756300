"""What the administrator's pages read."""

from lms.operations.queries.dependencies import find_services
from lms.operations.queries.history import name_actors
from lms.operations.queries.overview import get_overview

__all__ = ["find_services", "get_overview", "name_actors"]
