"""People in Wagtail's administration: with the names that ours have, in two scripts."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import (
    CreateView,
    EditView,
    IndexView,
    UserViewSet,
)

from lms.accounts.models import User
from lms.accounts.services import announce_account, look_at_account

NAMES = (
    "given_name_latin",
    "family_name_latin",
    "given_name_arabic",
    "family_name_arabic",
)
ROLES = {"groups", "is_superuser"}


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]  # Of whichever user model Wagtail edits.
    """What the two forms share: our names for Wagtail's, and e-mail for who has one."""

    first_name = None
    last_name = None
    email = forms.EmailField(required=False)

    @property
    def account_fields(self) -> list[BoundField]:
        """All that the first tab shows; the second has the roles."""
        return [field for field in self if field.name not in ROLES]


class PersonCreationForm(NamedForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = ["username", *NAMES, "language", "email", *sorted(ROLES)]


class PersonEditForm(NamedForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = [*PersonCreationForm.Meta.fields, "is_active"]


class PersonCreateView(CreateView):
    def save_instance(self) -> User:
        """Save, and tell of it in the same transaction."""
        person: User = super().save_instance()
        announce_account(
            person=person,
            before=None,
            at=timezone.now(),
            actor=self.request.user.key,
        )
        return person


class PersonEditView(EditView):
    def save_instance(self) -> User:
        """Save, and tell what has changed in the same transaction."""
        before = look_at_account(User.objects.get(pk=self.object.pk))
        person: User = super().save_instance()
        announce_account(
            person=person,
            before=before,
            at=timezone.now(),
            actor=self.request.user.key,
        )
        return person


class PeopleView(IndexView):
    search_fields = {"username", "email", *NAMES}


class PersonViewSet(UserViewSet):
    index_view_class = PeopleView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView

    def get_form_class(self, for_update: bool = False) -> type[Any]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        return PersonEditForm if for_update else PersonCreationForm
