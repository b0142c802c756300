"""The faces on one screen: the public site, learners, staff, editors."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from config import health, media, metrics
from config.people import MyAccountView

handler404 = "cms.site.views.page_not_found"
handler500 = "ui.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.expose, name="metrics"),
    path("events/inbox/", include("events.inbox.urls")),
    path("media/<path:path>", media.serve, name="media"),
    path("account/", include("allauth.account.urls")),
    path("", include("ui.urls")),
    # One sign-in for everybody, with its limits and second factor.
    path(
        "editor/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
    ),
    path("editor/account/", require_admin_access(MyAccountView.as_view())),
    path("editor/", include(wagtailadmin_urls)),
    path("portal/search/", include("search.portal_urls")),
    path("portal/", include("lms.portal.urls")),
    path("portal/", include("lms.notifications.urls")),
    path("", include("lms.announcements.urls")),
    path("desk/operations/", include("lms.operations.urls")),
    path("desk/", include("lms.desk.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.site.urls")),
    *i18n_patterns(
        path("", include("search.urls")),
        path(
            "_util/login/",
            RedirectView.as_view(pattern_name="account_login", query_string=True),
        ),
        path("", include(wagtail_urls)),
    ),
]
