import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.announcements.values import Choices, Texts

_MISSING_TITLE = _("This language has a text and no title.")
_MISSING_TEXT = _("This language has a title and no text.")


class AnnouncementForm(forms.Form):
    """What is told to whom; ``seen`` is the audience for which the preview was looked at."""

    to = forms.ChoiceField(label=_("For whom"))
    title_fr = forms.CharField(
        label=_("Title in French"), max_length=120, required=False
    )
    text_fr = forms.CharField(
        label=_("Text in French"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "fr"}),
    )
    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=120, required=False
    )
    text_ar = forms.CharField(
        label=_("Text in Arabic"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "ar"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Handed on as they came.
        self.fields["to"].choices = choices  # type: ignore[attr-defined]  # A choice field.
        self.initial.setdefault("key", uuid.uuid4())

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        for language in ("fr", "ar"):
            title = cleaned.get(f"title_{language}")
            text = cleaned.get(f"text_{language}")
            if text and not title and f"title_{language}" not in self.errors:
                self.add_error(f"title_{language}", _MISSING_TITLE)
            if title and not text and f"text_{language}" not in self.errors:
                self.add_error(f"text_{language}", _MISSING_TEXT)
        if not self.errors and not (cleaned["title_fr"] or cleaned["title_ar"]):
            self.add_error(
                "title_fr", _("Say it in French, in Arabic, or best in both.")
            )
        return cleaned

    @property
    def texts(self) -> Texts:
        names = ("title_fr", "text_fr", "title_ar", "text_ar")
        return Texts(**{name: self.cleaned_data[name] for name in names})

    @property
    def is_seen(self) -> bool:
        """Whether the audience is the one of which the preview told how many they are."""
        return bool(self.cleaned_data["seen"] == self.cleaned_data["to"])


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_(
            "Those who look after announcements will read it; the others won’t."
        ),
        max_length=300,
    )
