from importlib import import_module

from django.apps import AppConfig
from wagtail.users import apps as wagtail_users


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        import_module("config.workers")
        import_module("config.checks")


class PeopleConfig(wagtail_users.WagtailUsersAppConfig):
    """Wagtail's users, with forms for the people we have."""

    default = False
    user_viewset = "config.people.PersonViewSet"
