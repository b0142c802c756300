"""What the desk reads, a page a module."""

from lms.desk.queries.board import get_board
from lms.desk.queries.morning import get_morning
from lms.desk.queries.story import get_story

__all__ = ["get_board", "get_morning", "get_story"]
