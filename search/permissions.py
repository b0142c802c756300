"""Which tokens a person holds; a change of enrolment changes them, not the documents."""

from typing import Any

from lms import api as learning
from search.values import PUBLIC, SIGNED_IN, STAFF, VISITOR, name_course


def find_tokens_for(user: Any) -> frozenset[str]:
    """What a person may find; a visitor only what is public."""
    if not user.is_authenticated:
        return VISITOR
    courses = map(name_course, learning.find_open_course_keys_for(user))
    tokens = {PUBLIC, SIGNED_IN, *courses}
    if user.has_perm("lms.use_desk") or user.has_perm("lms.use_editor"):
        tokens.add(STAFF)
    return frozenset(tokens)
