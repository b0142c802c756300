"""Whether the process lives, and whether what it stands on answers."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from lms.operations.queries import find_services


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer; a process that cannot is started anew."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say which dependency is down, by its kind and never by its address.

    Pages stay up without a broker or a search engine, so that only the database
    takes this process out of the rotation.
    """
    is_up = find_services()
    status = HTTPStatus.OK if is_up["database"] else HTTPStatus.SERVICE_UNAVAILABLE
    state = {True: "up", False: "down"}
    return JsonResponse({name: state[up] for name, up in is_up.items()}, status=status)
