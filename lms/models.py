"""Where Django finds the models of each area; import them from the area."""

from lms.accounts.models import User

__all__ = ["User"]
