from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from lms.accounts.permissions import get_home_path


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # Untyped library.
    """Accounts are opened by the centre; who signs in is led to where their work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return get_home_path(request.user)
