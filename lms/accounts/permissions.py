"""Roles: who may do what, asked of Django groups. Every view that guards something asks here."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from rules.permissions import add_perm
from rules.predicates import (
    Predicate,
    is_authenticated,
    is_group_member,
    is_superuser,
)
from rules.rulesets import add_rule

from lms.accounts.models import User

LEARNER = "learner"
EDUCATOR = "educator"
COORDINATOR = "coordinator"
EDITOR = "editor"
ADMINISTRATOR = "administrator"
ROLES = (LEARNER, EDUCATOR, COORDINATOR, EDITOR, ADMINISTRATOR)


def _has_role(name: str) -> Predicate:
    # The library types what it makes as any callable.
    return cast(Predicate, is_group_member(name))


is_learner = _has_role(LEARNER)
is_educator = _has_role(EDUCATOR)
is_coordinator = _has_role(COORDINATOR)
is_editor = _has_role(EDITOR)
is_administrator: Predicate = _has_role(ADMINISTRATOR) | is_superuser
is_staff_member: Predicate = is_educator | is_coordinator | is_administrator
sees_every_group: Predicate = is_coordinator | is_administrator

for name, predicate in (
    ("lms.use_portal", is_authenticated),
    ("lms.use_desk", is_staff_member),
    ("lms.use_editor", is_editor | is_administrator),
    ("lms.use_operations", is_administrator),
):
    add_perm(name, predicate)  # type: ignore[no-untyped-call]  # Untyped library.

# Asked by every page of the desk, and without the queries of the other backends.
add_rule("lms.use_operations", is_administrator)  # type: ignore[no-untyped-call]  # As above.


def get_home_path(user: User | AnonymousUser) -> str:
    """Where a person's work is: the desk, the editors' CMS or the portal."""
    if is_staff_member(user):
        return "/desk/"
    if is_editor(user):
        return "/editor/"
    return "/portal/"
