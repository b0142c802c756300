"""The door of ``lms``: what other packages may import from it."""

from lms.enrolment.queries import find_open_course_keys_for

__all__ = ["find_open_course_keys_for"]
