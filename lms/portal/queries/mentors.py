"""Who is there for a learner."""

from django.utils.translation import get_language

from lms.accounts.models import User
from lms.network.models import Group
from lms.network.queries import find_group_of


def get_mentor(user: User) -> dict[str, Group | str | None]:
    """The group a person is in, and its referent's name as they read it."""
    group = find_group_of(user)
    referent = group.referent if group else None
    return {
        "group": group,
        "mentor": referent.given_name(get_language()) if referent else "",
        "mentor_initials": referent.initials_in(get_language()) if referent else "",
    }
