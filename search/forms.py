"""What may be asked of search."""

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 200


class SearchForm(forms.Form):
    """The one field that can be wrong; a filter nobody knows is no filter."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        max_length=MAX_LENGTH,
        error_messages={
            "max_length": _(
                "This text is too long: search for a few words, %(limit_value)d characters at most."
            )
        },
    )
