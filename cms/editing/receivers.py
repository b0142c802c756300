"""After every migration the roles of the CMS are prepared."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from cms.editing import services


# Sign-in is migrated after Wagtail, so every permission exists by then.
@receiver(post_migrate, sender=apps.get_app_config("auth"))
def roles_prepared(**kwargs: Any) -> None:
    services.prepare_roles()
