"""The door of the editors' CMS: who may come in, in which language, under which policy."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from cms.courses.services import CourseWithoutLessons
from cms.courses.views import refuse_empty_course


class EditorDoor:
    """Stands behind sign-in and the language; asks the database for nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.prefix = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.prefix):
            return self.get_response(request)
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        # The admin draws with style attributes; it gets its own policy, not the site's.
        response._csp_replace = settings.EDITOR_SECURITY_POLICY  # type: ignore[attr-defined]  # noqa: SLF001 -- how django-csp's decorators say it
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        if not request.path_info.startswith(self.prefix):
            return
        user = request.user
        # Wagtail would send them to sign in again, for ever.
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Say in words what Wagtail asks no hook about, such as the end of a workflow."""
        match = request.resolver_match
        page_id = match.kwargs.get("page_id") if match else None
        if not isinstance(exception, CourseWithoutLessons) or page_id is None:
            return None
        return refuse_empty_course(request, Page.objects.get(pk=page_id))
