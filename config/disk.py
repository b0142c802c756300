"""A full disk: how to know it, and the one line that a person reads."""

import errno


def is_full(error: Exception) -> bool:
    """Whether this is what the system, or SQLite, says of it."""
    return getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)


def describe_full(folder: object) -> str:
    return f"The disk is full ({folder}). Make room and start again; nothing is lost."
