"""What an administrator asks for: which dead letters, which deliveries once more, which history."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events import queries, services
from events.services import Conditions
from lms.templatetags.operations import consumer_title

# Which field a refusal is about, and what it says there.
REFUSALS: Mapping[type[services.ConditionsUnusable], tuple[str | None, Any]] = {
    services.NoCondition: (
        None,
        _("Say which: of a consumer, an event, a stream, a kind or a period."),
    ),
    services.ConsumerUnknown: ("consumer", _("No consumer has this name.")),
    services.EventTypeUnknown: ("event_type", _("No event has this name.")),
    services.StreamMalformed: (
        "stream",
        _("A stream is a kind and a key, like course:KEY."),
    ),
    services.PeriodReversed: ("until", _("The period ends before it begins.")),
}


class LettersForm(forms.Form):
    """The filters of the dead letters, as the address holds them."""

    consumer = forms.ChoiceField(label=_("Consumer"), required=False)
    event_type = forms.ChoiceField(label=_("Kind of event"), required=False)
    since = forms.DateField(
        label=_("Recorded since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("Recorded until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, kinds: queries.LetterKinds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, kinds.consumers, kinds.event_types)

    def get_conditions(self) -> Conditions:
        """What is asked for; a filter that says nothing we know is left out."""
        self.is_valid()
        asked = self.cleaned_data
        until = asked.get("until")
        return Conditions(
            consumer=asked.get("consumer") or None,
            event_type=asked.get("event_type") or None,
            since=_begin(asked.get("since")),
            # The day itself is meant, too.
            until=_begin(until + dt.timedelta(days=1)) if until else None,
        )


class RepairForm(LettersForm):
    """What to do about dead letters: some that were ticked, or all that the filters show."""

    do = forms.ChoiceField(
        choices=[("requeue", "requeue"), ("cancel_dead", "cancel_dead")]
    )
    every = forms.BooleanField(required=False)
    letter = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whatever is a number; those that are dead no more are just not found.
        ticked = cast(QueryDict, self.data).getlist("letter")
        self.fields["letter"].choices = [  # type: ignore[attr-defined]  # A choice field.
            (number, number) for number in ticked if number.isdecimal()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("every") or cleaned.get("letter")):
            raise forms.ValidationError(_("Tick at least one delivery."))
        return cleaned

    def get_conditions(self) -> Conditions:
        if self.cleaned_data["every"]:
            return super().get_conditions()
        return Conditions(deliveries=self.cleaned_data["letter"])


class NotedForm(forms.Form):
    """Which letters of unknown outcome somebody has looked at."""

    letter = forms.TypedMultipleChoiceField(coerce=uuid.UUID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whatever was shown; those whose outcome is known by now are just not found.
        shown = cast(QueryDict, self.data).getlist("letter")
        self.fields["letter"].choices = [(key, key) for key in shown]  # type: ignore[attr-defined]  # A choice field.


class ReplayForm(forms.Form):
    """Which deliveries to make once more; all that is said holds together."""

    consumer = forms.ChoiceField(label=_("Consumer"), required=False)
    event_type = forms.ChoiceField(label=_("Kind of event"), required=False)
    stream = forms.CharField(
        label=_("Stream"),
        required=False,
        max_length=96,
        widget=forms.TextInput(attrs={"class": "ltr", "dir": "ltr"}),
    )
    event = forms.UUIDField(
        label=_("Event, by its id"),
        required=False,
        error_messages={
            "invalid": _("An id has 32 digits and letters from a to f, in five groups.")
        },
        widget=forms.TextInput(attrs={"class": "ltr", "dir": "ltr"}),
    )
    delivery = forms.IntegerField(
        label=_("Delivery, by its number"), required=False, min_value=1
    )
    since = forms.DateTimeField(
        label=_("Recorded since"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    until = forms.DateTimeField(
        label=_("Recorded before"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heard = queries.find_subscriptions().items()
        kinds = (name for name, consumers in heard if consumers)
        _offer(self, queries.find_hearers(), kinds)

    def get_conditions(self) -> Conditions:
        asked = self.cleaned_data
        return Conditions(
            consumer=asked["consumer"] or None,
            event=asked["event"],
            event_type=asked["event_type"] or None,
            stream=asked["stream"] or None,
            since=asked["since"],
            until=asked["until"],
            deliveries=(asked["delivery"],) if asked["delivery"] else None,
        )

    def refuse(self, refusal: services.ConditionsUnusable) -> None:
        """Say at its field what cannot be meant."""
        self.add_error(*REFUSALS[type(refusal)])


class HistoryForm(forms.Form):
    """What of the history is shown, as the address holds it."""

    kind = forms.TypedChoiceField(
        choices=[(kind.value, kind.value) for kind in queries.HistoryKind],
        coerce=queries.HistoryKind,
        required=False,
        empty_value=queries.HistoryKind.ALL,
    )


class EndpointForm(forms.Form):
    """Where events are sent, and which."""

    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("It begins with https:// and belongs to the system that listens."),
        widget=forms.TextInput(
            attrs={"class": "ltr", "dir": "ltr", "inputmode": "url"}
        ),
    )
    hears_all = forms.BooleanField(
        label=_("Every kind of event, those to come too"), required=False
    )
    event_types = forms.MultipleChoiceField(
        label=_("Only these kinds of event"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event_types"].choices = [  # type: ignore[attr-defined]  # A choice field.
            (name, format_html('<code dir="ltr">{}</code>', name)) for name in offered
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("hears_all") or cleaned.get("event_types")):
            self.add_error(
                "event_types", _("Tick at least one kind of event, or every kind.")
            )
        return cleaned


class AttemptsForm(forms.Form):
    """What of an endpoint's log is shown, as the address holds it."""

    only = forms.ChoiceField(choices=[("refused", "refused")], required=False)


class SourceForm(forms.Form):
    """Who may send us events, and in whose name."""

    name = forms.CharField(label=_("Name"), max_length=80)
    source = forms.CharField(
        label=_("Its events come from"),
        max_length=200,
        help_text=_("What the source of each of its events begins with."),
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9+.-]*:[^\s]+$",
                _("A source looks like https://example.org/ or urn:example."),
            )
        ],
        widget=forms.TextInput(attrs={"class": "ltr", "dir": "ltr"}),
    )


def _offer(
    form: forms.Form, consumers: Iterable[str], event_types: Iterable[str]
) -> None:
    titles = {name: _entitle(name) for name in sorted(set(consumers))}
    offered = {
        "consumer": (_("Every consumer"), titles),
        "event_type": (
            _("Every kind"),
            {name: name for name in sorted(set(event_types))},
        ),
    }
    for name, (every, choices) in offered.items():
        form.fields[name].choices = [  # type: ignore[attr-defined]  # A choice field.
            ("", every),
            *choices.items(),
        ]


def _entitle(consumer: str) -> str:
    """Say what a consumer does, and its name, which reads from left to right in any language."""
    title = str(consumer_title(consumer))
    return title if title == consumer else f"{title} · \u2066{consumer}\u2069"


def _begin(day: dt.date | None) -> dt.datetime | None:
    """Return the first moment of a day in the centre."""
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
