import uuid
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Language
from lms.desk.values import Attendable, Fork
from lms.families import services as families
from lms.families.models import Channel, Quality, Sex
from lms.families.values import NotAPhoneNumber, Phone

NAMES = (
    "given_name_latin",
    "family_name_latin",
    "given_name_arabic",
    "family_name_arabic",
)

REFUSALS: Mapping[type[Exception], tuple[str | None, Promise]] = {
    families.BornLater: ("birth_date", _("This day is yet to come.")),
    families.BirthDateMissing: (
        None,
        _("Note the date of birth first: it says until when somebody answers."),
    ),
    families.OfAge: (
        None,
        _("The learner is of age: nobody else answers, and only they agree."),
    ),
    families.NameMissing: (
        "family_name_latin",
        _("Write the family name, or the institution’s name, in one script at least."),
    ),
    families.PhoneMissing: (
        "phone",
        _("This takes a phone number. Without one, choose “in person”."),
    ),
    families.GuardianMissing: (
        "guardian",
        _("A learner under 18 doesn’t agree alone: choose who has signed."),
    ),
    families.NotTheirGuardian: (None, _("The family has just changed. Look again.")),
    families.LearnerNotAsked: (
        "by_learner",
        _("This takes the learner’s own agreement too."),
    ),
    families.TooYoung: (None, _("Employers see nobody under 15.")),
    families.NothingToWithdraw: (None, _("No agreement stands on this any more.")),
}
"""What is said, at which field, where a service refuses."""


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


class SpecialityForm(forms.Form):
    """Which of several modules a learner goes for."""

    module = forms.TypedChoiceField(
        label=_("The way chosen"),
        coerce=uuid.UUID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the ways.")},
    )

    def __init__(self, *args: object, fork: Fork, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Handed on as they came.
        self.fields["module"].choices = [  # type: ignore[attr-defined]  # A choice field.
            (way.key, way.title) for way in fork.ways
        ]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        # What a browser's date field understands, whatever the language.
        super().__init__(format="%Y-%m-%d")


class PhoneInput(forms.TextInput):
    input_type = "tel"


class PhoneField(forms.CharField):
    """A phone number as people write it here; nothing where there is none."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Phone"),
            required=False,
            max_length=30,
            widget=PhoneInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: str) -> Phone | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return Phone.read(written)
        except NotAPhoneNumber as error:
            raise forms.ValidationError(
                _("This can’t be dialled. Write it like 06 12 34 56 78.")
            ) from error


class ProfileForm(forms.Form):
    birth_date = forms.DateField(label=_("Date of birth"), widget=DateInput)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex, widget=forms.RadioSelect)
    phone = PhoneField()


class NameInput(forms.TextInput):
    """A name in one script, typed in that script's direction."""

    def __init__(self, direction: str) -> None:
        super().__init__(attrs={"dir": direction, "autocomplete": "off"})


class GuardianForm(forms.Form):
    """Who answers for a learner: somebody new, somebody known, or nobody yet."""

    quality = forms.ChoiceField(
        label=_("As what"), choices=Quality, widget=forms.RadioSelect
    )
    known = forms.ChoiceField(
        label=_("Somebody the centre knows"),
        help_text=_("They answer for another learner of this family name."),
        required=False,
    )
    given_name_latin = forms.CharField(
        label=_("Given name, Latin letters"),
        max_length=80,
        required=False,
        widget=NameInput("ltr"),
    )
    family_name_latin = forms.CharField(
        label=_("Family name or institution, Latin letters"),
        max_length=80,
        required=False,
        widget=NameInput("ltr"),
    )
    given_name_arabic = forms.CharField(
        label=_("Given name, Arabic letters"),
        max_length=80,
        required=False,
        widget=NameInput("rtl"),
    )
    family_name_arabic = forms.CharField(
        label=_("Family name or institution, Arabic letters"),
        max_length=80,
        required=False,
        widget=NameInput("rtl"),
    )
    language = forms.ChoiceField(
        label=_("Reads"),
        choices=[
            (Language.FRENCH.value, Language.FRENCH.label),
            (Language.ARABIC.value, Language.ARABIC.label),
        ],
        widget=forms.RadioSelect,
        initial=Language.ARABIC,
    )
    channel = forms.ChoiceField(
        label=_("Likes to be told by"),
        choices=Channel,
        widget=forms.RadioSelect,
        initial=Channel.CALL,
    )
    phone = PhoneField()

    def __init__(
        self, *args: object, kin: Iterable[tuple[uuid.UUID, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Handed on as they came.
        choices = [(str(key), name) for key, name in kin]
        if choices:
            self.fields["known"].choices = [("", _("Somebody new")), *choices]  # type: ignore[attr-defined]  # A choice field.
        else:
            del self.fields["known"]

    @property
    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NAMES}


class ConsentForm(forms.Form):
    """Who has agreed to one use; the paper they signed stays in the file."""

    guardian = forms.ChoiceField(
        label=_("Who has signed"), required=False, widget=forms.RadioSelect
    )
    by_learner = forms.BooleanField(label=_("The learner agrees"), required=False)

    def __init__(
        self, *args: object, guardians: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Handed on as they came.
        if guardians:
            self.fields["guardian"].choices = guardians  # type: ignore[attr-defined]  # A choice field.
        else:
            del self.fields["guardian"]


class WithdrawalForm(forms.Form):
    """Who no longer agrees to one use."""

    LEARNER = "learner"

    who = forms.ChoiceField(
        label=_("Who no longer agrees"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who has said so.")},
    )

    def __init__(
        self,
        *args: object,
        guardians: list[tuple[str, str]],
        learner: str,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Handed on as they came.
        self.fields["who"].choices = [*guardians, (self.LEARNER, learner)]  # type: ignore[attr-defined]  # A choice field.
