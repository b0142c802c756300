"""Where Wagtail looks for what the areas of cms add to it; no code of its own."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

from cms.courses.views import refuse_empty_course, refuse_empty_courses
from cms.editing.panels import PANELS
from cms.editing.snippets import SiteViewSetGroup
from cms.site.views.courses import lead_to_course

hooks.register("before_serve_page", lead_to_course)
hooks.register("before_publish_page", refuse_empty_course)
hooks.register("before_bulk_action", refuse_empty_courses)
register_snippet(SiteViewSetGroup)


def put_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Ours in place of Wagtail's, which show less."""
    panels[:] = [panel(request) for panel in PANELS]


def link_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


hooks.register("construct_homepage_panels", put_panels)
hooks.register("insert_global_admin_css", link_styles)
