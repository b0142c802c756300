"""What the desk reads, a page a module."""

from lms.desk.queries.board import find_enrolments_of, get_attendable, get_board
from lms.desk.queries.forks import NothingToChoose, get_fork
from lms.desk.queries.morning import get_morning
from lms.desk.queries.roster import find_living_groups_for
from lms.desk.queries.story import get_story

__all__ = [
    "NothingToChoose",
    "find_enrolments_of",
    "find_living_groups_for",
    "get_attendable",
    "get_board",
    "get_fork",
    "get_morning",
    "get_story",
]
