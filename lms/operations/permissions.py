"""Who gets in: administrators, who look after what flows, and nobody else."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from lms.accounts.models import User
from lms.accounts.permissions import is_administrator

Arguments = ParamSpec("Arguments")


class AdministratorRequest(HttpRequest):
    user: User


def for_administrators(
    view: Callable[Concatenate[AdministratorRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[AdministratorRequest, Arguments], HttpResponse]:
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
