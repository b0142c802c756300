"""Roles: who may do what, asked of Django groups. Every view that guards something asks here."""

from django.contrib.auth.models import AnonymousUser
from rules.permissions import add_perm
from rules.predicates import (
    Predicate,
    is_authenticated,
    is_group_member,
    is_superuser,
)

from lms.accounts.models import User

LEARNER = "learner"
EDUCATOR = "educator"
COORDINATOR = "coordinator"
EDITOR = "editor"
ADMINISTRATOR = "administrator"
ROLES = (LEARNER, EDUCATOR, COORDINATOR, EDITOR, ADMINISTRATOR)

is_learner: Predicate = is_group_member(LEARNER)
is_educator: Predicate = is_group_member(EDUCATOR)
is_coordinator: Predicate = is_group_member(COORDINATOR)
is_editor: Predicate = is_group_member(EDITOR)
is_administrator: Predicate = is_group_member(ADMINISTRATOR) | is_superuser
is_staff_member: Predicate = is_educator | is_coordinator | is_administrator
sees_every_group: Predicate = is_coordinator | is_administrator

for name, predicate in (
    ("lms.use_portal", is_authenticated),
    ("lms.use_desk", is_staff_member),
    ("lms.use_editor", is_editor | is_administrator),
):
    add_perm(name, predicate)  # type: ignore[no-untyped-call]  # Untyped library.


def get_home_path(user: User | AnonymousUser) -> str:
    """Where a person's work is: the desk, the editors' CMS or the portal."""
    if is_staff_member(user):
        return "/desk/"
    if is_editor(user):
        return "/editor/"
    return "/portal/"
