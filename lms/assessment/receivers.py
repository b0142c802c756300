from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.accounts.models import User
from lms.assessment.services import send_kept_answers


def send_what_was_kept(*, request: HttpRequest, user: User, **signal: Any) -> None:
    send_kept_answers(learner=user, at=timezone.now())
