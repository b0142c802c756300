"""Roles: who may do what, asked of Django groups. Every view that guards something asks here."""

import rules
from django.contrib.auth.models import AnonymousUser

from lms.accounts.models import User

LEARNER = "learner"
EDUCATOR = "educator"
COORDINATOR = "coordinator"
EDITOR = "editor"
ADMINISTRATOR = "administrator"
ROLES = (LEARNER, EDUCATOR, COORDINATOR, EDITOR, ADMINISTRATOR)

is_learner = rules.is_group_member(LEARNER)
is_educator = rules.is_group_member(EDUCATOR)
is_coordinator = rules.is_group_member(COORDINATOR)
is_editor = rules.is_group_member(EDITOR)
is_administrator = rules.is_group_member(ADMINISTRATOR) | rules.is_superuser
is_staff_member = is_educator | is_coordinator | is_administrator
sees_every_group = is_coordinator | is_administrator

rules.add_perm("lms.use_portal", rules.is_authenticated)
rules.add_perm("lms.use_desk", is_staff_member)
rules.add_perm("lms.use_editor", is_editor | is_administrator)


def get_home_path(user: User | AnonymousUser) -> str:
    """Where a person's work is: the desk, the editors' CMS or the portal."""
    if is_staff_member(user):
        return "/desk/"
    if is_editor(user):
        return "/editor/"
    return "/portal/"
