from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest


class ChangeAddressForm(AddEmailForm):  # type: ignore[misc]  # Untyped library.
    """Where somebody would rather be written to; nothing changes until they confirm it there."""

    @transaction.atomic
    def save(self, request: HttpRequest) -> EmailAddress:
        # Nobody has confirmed an address that the centre wrote down. The library would
        # take it for a change under way, and take it from the account.
        EmailAddress.objects.filter(
            user=self.user, email__iexact=self.user.email, verified=False
        ).delete()
        return super().save(request)
