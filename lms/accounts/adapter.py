import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lms.accounts.permissions import get_home_path

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # Untyped library.
    """Accounts are opened by the centre; who signs in is led to where their work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return get_home_path(request.user)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Send a new password's mail, or give the form back with what to do instead."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.exception("the mail server does not answer")
            raise ImmediateHttpResponse(self._give_form_back()) from error

    def _give_form_back(self) -> HttpResponse:
        form = ResetPasswordForm(self.request.POST)
        form.full_clean()
        form.add_error(
            "email",
            gettext(
                "The mail can’t be sent now. Try again later, or ask the team at the centre."
            ),
        )
        return render(
            self.request, "account/password_reset.html", {"form": form}, status=503
        )
