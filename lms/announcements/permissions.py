"""Who may tell many people something: those who accompany a group, to that group; who answers for the centre, to anybody."""

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


class PersonRequest(HttpRequest):
    user: User


def for_staff(
    view: Callable[Concatenate[PersonRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[PersonRequest, Arguments], HttpResponse]:
    """Ask who isn't signed in to sign in, refuse who isn't staff, keep nothing in caches."""

    @never_cache
    @login_required
    @functools.wraps(view)
    def guarded(
        request: PersonRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        if not is_staff_member(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
