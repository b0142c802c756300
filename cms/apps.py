from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms.base.publishing import (  # noqa: PLC0415 -- app ready
            bind_actions,
        )
        from cms.courses import receivers  # noqa: F401, PLC0415 -- app ready
        from cms.editing import receivers as editing  # noqa: F401, PLC0415 -- app ready
        from cms.site import receivers as site  # noqa: F401, PLC0415 -- app ready
        from cms.site import views  # noqa: F401, PLC0415 -- app ready

        bind_actions()
