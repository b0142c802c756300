"""The least that Django does for a request: no middleware, no database, 8 KB."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

SECRET_KEY = "bare"  # noqa: S105 -- signs nothing
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "benchmarks.bare"
DATABASES: dict[str, dict[str, str]] = {}
MIDDLEWARE: list[str] = []
INSTALLED_APPS: list[str] = []

PAGE = "x" * 8192


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", page)]
