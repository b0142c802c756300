"""Prepares what editors and administrators may do in the CMS."""

import uuid
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    APIToken,
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    PageSubscription,
)
from wagtail.users.models import UserProfile

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


@transaction.atomic
def forget_editor(*, person_key: uuid.UUID) -> None:
    """Let go of what Wagtail keeps of a person: a picture, settings, their name in its log.

    What they did to pages stays, and is nobody's any more.
    """
    person = get_user_model().objects.filter(key=person_key).first()
    if person is None:
        return
    profile = UserProfile.objects.filter(user=person).first()
    if profile is not None:
        profile.avatar.delete(save=False)
        profile.delete()
    for model in (APIToken, EditingSession, FormState, PageSubscription):
        model.objects.filter(user=person).delete()
    ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(person), object_id=person.pk
    ).update(label=person.username, data={})


def _find(codenames: Iterable[str]) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames))
