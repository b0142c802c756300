"""People in Wagtail's administration: with the names that ours have, in two scripts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin.views.account import (
    AccountView,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import (
    CreateView,
    DeleteView,
    EditView,
    IndexView,
    UserViewSet,
)

from lms.accounts.models import User
from lms.accounts.services import (
    announce_account,
    erase_person,
    look_at_account,
)

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


class MyNamesForm(NamedForm):
    email = None  # type: ignore[assignment]  # Their own address changes once it is confirmed.

    class Meta:
        model = User
        fields = NAMES


class MyNamesPanel(NameEmailSettingsPanel):
    form_class = MyNamesForm


class MyAccountView(AccountView):
    """An editor's own settings, with our names for Wagtail's."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [
            MyNamesPanel(panel.request, panel.user, panel.profile)
            if isinstance(panel, NameEmailSettingsPanel)
            else panel
            for panel in super().get_panels()
        ]


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


class PersonEraseView(DeleteView):
    """Where Wagtail would delete the row, and with it what is counted, we erase the person."""

    success_message = gettext_lazy("The person is erased.")

    def delete_action(self) -> None:
        erase_person(person=self.object, actor=self.request.user, at=timezone.now())


def refuse_to_delete_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Erasing can't be undone: one person at a time, on their own page."""
    if action_type != "delete" or User not in action.models:
        return None
    messages.error(request, gettext("People are erased one at a time."))
    return redirect("wagtailusers_users:index")


class PeopleView(IndexView):
    search_fields = {"username", "email", *NAMES}


class PersonViewSet(UserViewSet):
    index_view_class = PeopleView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonEraseView

    def get_form_class(self, for_update: bool = False) -> type[Any]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        return PersonEditForm if for_update else PersonCreationForm


hooks.register("before_bulk_action", refuse_to_delete_many)
