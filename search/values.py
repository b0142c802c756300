"""Permission tokens: what a document asks for, and what a person holds.

Whoever holds one token of a document finds it; without any nothing is found,
counted or suggested.
"""

import uuid

PUBLIC = "public"
SIGNED_IN = "auth"
STAFF = "staff"

VISITOR = frozenset({PUBLIC})

STRAYS = "stray:"
"""The stream of what an index had and nobody ever published here."""


def name_course(course_key: uuid.UUID) -> str:
    """The token of those who are on a course."""
    return f"course:{course_key}"
