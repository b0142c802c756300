from typing import Any

from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.services import announce_sign_out


def tell_sockets(*, user: User | None, **signal: Any) -> None:
    # Django sends the signal for a visitor who was never signed in, too.
    if user is not None:
        announce_sign_out(person_key=user.key, at=timezone.now())
