"""What a person says on their page of settings, as values."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from lms.notifications.hours import Hours
from lms.notifications.models import TOPICS, Mode, Topic
from lms.notifications.values import Wishes

MODES = [
    (Mode.OFF, _("Never")),
    (Mode.INSTANT, _("At once")),
    (Mode.DAILY, _("Once a day")),
    (Mode.WEEKLY, _("Once a week")),
]
LABELS = {
    Topic.PROGRESS: _("What you finish"),
    Topic.COURSES: _("Your courses and new lessons"),
    Topic.ANNOUNCEMENTS: _("Announcements of the team"),
    Topic.GROUPS: _("What your groups finish"),
    Topic.PUBLICATIONS: _("What you publish"),
}
LONGEST_PAUSE = dt.timedelta(days=366)


class WishesForm(forms.Form):
    """By mail: how often about what, when not, and not before when."""

    paused_until = forms.DateField(
        label=_("No mail before"),
        help_text=_("Leave it empty for no pause."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    starts = forms.TimeField(
        label=_("Quiet from"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("Quiet until"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, wishes: Wishes, **kwargs: object) -> None:
        hours = wishes.hours
        initial = {
            **wishes.modes,
            "paused_until": hours.paused_until
            and hours.paused_until.astimezone(hours.zone).date(),
            "starts": hours.starts,
            "ends": hours.ends,
            "days": [day for day in range(7) if hours.days & 1 << day],
        }
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[arg-type, misc]  # Handed on as they came.
        self.zone: ZoneInfo = hours.zone
        self.topics = [Topic(topic) for topic in wishes.modes]
        for topic in self.topics:
            self.fields[topic] = forms.ChoiceField(label=LABELS[topic], choices=MODES)
        if not wishes.may_choose_hours:
            for name in ("starts", "ends", "days"):
                del self.fields[name]

    def clean_paused_until(self) -> dt.datetime | None:
        day: dt.date | None = self.cleaned_data["paused_until"]
        if day is None:
            return None
        now = timezone.now().astimezone(self.zone)
        if day > now.date() + LONGEST_PAUSE:
            raise forms.ValidationError(_("Choose a day within a year."))
        until = dt.datetime.combine(day, dt.time.min, self.zone)
        return until if until > now else None

    def get_modes(self) -> dict[str, str]:
        """How often the person wants to hear of each kind."""
        return {
            kind: self.cleaned_data[topic]
            for topic in self.topics
            for kind in TOPICS[topic]
        }

    def get_hours(self) -> Hours:
        paused_until = self.cleaned_data["paused_until"]
        if "starts" not in self.fields:
            return Hours(zone=self.zone, paused_until=paused_until)
        return Hours(
            zone=self.zone,
            starts=self.cleaned_data["starts"],
            ends=self.cleaned_data["ends"],
            days=sum(1 << day for day in self.cleaned_data["days"]),
            paused_until=paused_until,
        )

    @property
    def topic_fields(self) -> list[forms.BoundField]:
        return [self[topic] for topic in self.topics]
