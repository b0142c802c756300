import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.desk.values import Attendable


class MorningForm(forms.Form):
    """The filters of the morning page, as the address holds them."""

    group = forms.IntegerField(required=False)


class BoardForm(forms.Form):
    """What the board shows, as the address holds it."""

    module = forms.CharField(required=False, max_length=20)
    order = forms.ChoiceField(
        choices=[("stuck", "stuck"), ("name", "name")], required=False
    )


class TickForm(forms.Form):
    """Which lesson was done in class, and who was there."""

    lesson = forms.TypedChoiceField(label=_("Lesson"), coerce=uuid.UUID)
    learners = forms.TypedMultipleChoiceField(
        label=_("Who was there"),
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one learner.")},
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, attendable: Attendable, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Handed on as they came.
        self.fields["lesson"].choices = attendable.lessons  # type: ignore[attr-defined]  # A choice field.
        self.fields["learners"].choices = [  # type: ignore[attr-defined]  # As above.
            (learner.key, learner.name) for learner in attendable.learners
        ]
