"""Who comes in: every view of the desk is guarded from here."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from lms.accounts.models import User
from lms.accounts.permissions import is_staff_member

Arguments = ParamSpec("Arguments")


class StaffRequest(HttpRequest):
    user: User


def for_staff(
    view: Callable[Concatenate[StaffRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[StaffRequest, Arguments], HttpResponse]:
    """Ask who isn't signed in to sign in, refuse who isn't staff, keep nothing in caches."""

    @never_cache
    @login_required
    @functools.wraps(view)
    def guarded(
        request: StaffRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        if not is_staff_member(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
