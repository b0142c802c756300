"""Prepares what editors and administrators may do in the CMS."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

EDITOR = "editor"
ADMINISTRATOR = "administrator"
PAGE_PERMISSIONS = (
    "add_page",
    "change_page",
    "publish_page",
    "lock_page",
    "unlock_page",
)
LIBRARY_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
SNIPPETS = ("sitevalue", "topic", "menuentry", "competence")
OTHER_PERMISSIONS = (
    "access_admin",
    "submit_translation",
    "add_redirect",
    "change_redirect",
)
ADMINISTRATOR_PERMISSIONS = (
    "add_workflow",
    "change_workflow",
    "add_task",
    "change_task",
    "add_locale",
    "change_locale",
    "delete_redirect",
    "change_site",
)


@transaction.atomic
def prepare_roles() -> None:
    """The roles editor and administrator may do their work in the CMS; more is kept.

    Preparing them again changes nothing.
    """
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is None or collection is None:
        return
    for name in (EDITOR, ADMINISTRATOR):
        group = Group.objects.get_or_create(name=name)[0]
        for permission in _find(PAGE_PERMISSIONS):
            GroupPagePermission.objects.get_or_create(
                group=group, page=root, permission=permission
            )
        for permission in _find(LIBRARY_PERMISSIONS):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
        snippets = [
            f"{verb}_{snippet}"
            for snippet in SNIPPETS
            for verb in ("view", "add", "change", "delete")
        ]
        group.permissions.add(*_find([*snippets, *OTHER_PERMISSIONS]))
        if name == ADMINISTRATOR:
            group.permissions.add(*_find(ADMINISTRATOR_PERMISSIONS))


def _find(codenames: Iterable[str]) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames))
