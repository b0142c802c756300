from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation

from lms.accounts.models import User
from lms.accounts.services import choose_language


class AddressLanguageMiddleware(LocaleMiddleware):
    """Django's, but for what a view says isn't there: that is an answer, not an address without its language."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == HTTPStatus.NOT_FOUND and request.resolver_match:
            return response
        return super().process_response(request, response)


class PersonLanguageMiddleware:
    """Speaks a signed-in person's language, and keeps the one they choose.

    Not on the public site, where the address names the language: its pages are
    cached and don't ask who is reading.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if translation.get_language_from_path(request.path_info):
            return self.get_response(request)
        if isinstance(request.user, User):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        response = self.get_response(request)
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen and chosen.value and isinstance(request.user, User):
            choose_language(
                person=request.user, language=chosen.value, at=timezone.now()
            )
        return response
