"""After every migration the roles of the CMS are prepared."""

from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from cms.editing import services


# Sign-in is migrated after Wagtail, so every permission exists by then.
@receiver(post_migrate, sender=installed_apps.get_app_config("auth"))
def roles_prepared(*, apps: Apps = installed_apps, **kwargs: Any) -> None:
    # Where only one app was migrated, the pages and what they stand on may be missing.
    if apps.is_installed("cms"):
        services.prepare_roles()
