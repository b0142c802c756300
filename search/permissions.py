"""Permission tokens: what a document asks for, and what a person holds.

Whoever holds one token of a document finds it; without any nothing is found,
counted or suggested. A change of enrolment changes what the learner holds, not
the documents.
"""

import uuid
from typing import Any

from lms import api as learning

PUBLIC = "public"
SIGNED_IN = "auth"
STAFF = "staff"

VISITOR = frozenset({PUBLIC})


def name_course(course_key: uuid.UUID) -> str:
    """The token of those who are on a course."""
    return f"course:{course_key}"


def find_tokens_for(user: Any) -> frozenset[str]:
    """What a person may find; a visitor only what is public."""
    if not user.is_authenticated:
        return VISITOR
    courses = map(name_course, learning.find_open_course_keys_for(user))
    tokens = {PUBLIC, SIGNED_IN, *courses}
    if user.has_perm("lms.use_desk") or user.has_perm("lms.use_editor"):
        tokens.add(STAFF)
    return frozenset(tokens)
