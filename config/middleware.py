"""What happens to every request: it gets a number, one line in the log, and its visitor's address."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

logger = structlog.get_logger("forsa.http")
GIVEN = re.compile(r"[A-Za-z0-9_.-]{8,64}")
PROBES = frozenset({"/health/live", "/health/ready"})


class RequestId:
    """Keeps a request together: the proxy's number or our own, in each log line and in the answer.

    The line names the address pattern and never the address, which may hold a
    person's key or what they searched for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
            match = request.resolver_match
            logger.info(
                "request",
                method=request.method,
                route=match.route if match else None,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        response.headers["X-Request-ID"] = number
        return response


class Probes:
    """Answers who asks for our health, under whatever name: they know an address and not our names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PROBES:
            return self.get_response(request)
        match = request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = match.func(request)
        return answer


class VisitorAddress:
    """Takes the visitor's address from the proxies in front, or all visitors would share one limit.

    Each proxy appends whom it serves to X-Forwarded-For; what stands further left than
    our own proxies reach, anybody may have written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            line = request.headers.get("X-Forwarded-For", "")
            hops = [hop.strip() for hop in line.split(",") if hop.strip()]
            if hops:
                request.META["REMOTE_ADDR"] = hops[-settings.TRUSTED_PROXIES :][0]
        return self.get_response(request)
