import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from lms.accounts.forms import ChangeAddressForm
from lms.accounts.permissions import get_home_path
from lms.accounts.services import announce_account, look_at_account

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
        """Send the mail that was asked for, or give the form back with what to do instead."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.exception("the mail server does not answer")
            raise ImmediateHttpResponse(self._give_form_back()) from error

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Write to a person at their new address from now on, and tell so in the same transaction."""
        person = email_address.user
        before = look_at_account(person)
        with transaction.atomic():
            is_confirmed: bool = super().confirm_email(request, email_address)
            if is_confirmed:
                announce_account(
                    person=person, before=before, at=timezone.now(), actor=person.key
                )
        return is_confirmed

    def _give_form_back(self) -> HttpResponse:
        if self.request.user.is_authenticated:
            form = ChangeAddressForm(user=self.request.user, data=self.request.POST)
            template = "account/email_change.html"
        else:
            form = ResetPasswordForm(self.request.POST)
            template = "account/password_reset.html"
        form.full_clean()
        form.add_error(
            "email",
            gettext(
                "The mail can’t be sent now. Try again later, or ask the team at the centre."
            ),
        )
        return render(self.request, template, {"form": form}, status=503)
