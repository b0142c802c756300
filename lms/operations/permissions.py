"""Who gets in: administrators, who look after what flows, and nobody else."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from lms.accounts.models import User
from lms.accounts.permissions import is_administrator

Arguments = ParamSpec("Arguments")


class AdministratorRequest(HttpRequest):
    user: User


View: TypeAlias = Callable[Concatenate[AdministratorRequest, Arguments], HttpResponse]


def for_administrators(view: View[Arguments]) -> View[Arguments]:
    """Ask who isn't signed in to sign in, refuse who is no administrator, keep nothing in caches."""

    @never_cache
    @login_required
    @functools.wraps(view)
    def guarded(
        request: AdministratorRequest,
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def for_administrators_of(
    unknown: type[Exception],
) -> Callable[[View[Arguments]], View[Arguments]]:
    """As ``for_administrators``, and answer 404 where the view finds nothing of that name."""

    def guard(view: View[Arguments]) -> View[Arguments]:
        @for_administrators
        @functools.wraps(view)
        def found(
            request: AdministratorRequest,
            /,
            *args: Arguments.args,
            **kwargs: Arguments.kwargs,
        ) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except unknown as error:
                raise Http404 from error

        return found

    return guard
