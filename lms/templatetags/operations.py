"""How the administrator's pages name lanes and say what once more means there."""

import datetime as dt

from babel.dates import format_timedelta
from django.template import Library
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

register = Library()

LANES: dict[str, Promise] = {
    "calendar": _("Periodic work"),
    "live": _("Doorbells of open pages"),
    "mail": _("E-mail"),
    "notifications": _("Notifications in the app"),
    "search": pgettext_lazy("a lane", "Search"),
    "site": _("Public site and figures"),
    "webhooks": _("Webhooks"),
}

AGAIN: dict[str, Promise] = {
    "calendar": _("The work is done once more; it can be repeated without harm."),
    "live": _("Open pages look once more whether there is news."),
    "mail": _("No letter is sent twice: what was handed over stays so."),
    "notifications": _("Nobody is told twice: each notification has its key."),
    "search": _("The index is brought up to date; what is newer stays."),
    "site": _("Pages and figures are made anew from what is true now."),
}
AGAIN_AT_WEBHOOK = _(
    "The receiver gets the same events with the same ids once more, and can tell."
)
AGAIN_ELSEWHERE = _("Each effect has its key and happens once only.")

CONDITIONS: dict[str, Promise] = {
    "consumer": _("consumer"),
    "deliveries": _("deliveries"),
    "event": _("event"),
    "event_type": _("kind"),
    "since": _("since"),
    "stream": _("stream"),
    "until": _("until"),
}

REGIONS = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}


@register.filter
def lane_title(lane: str) -> Promise | str:
    """Name a lane in words; one that has none by its own name."""
    if lane.startswith("webhook:"):
        return LANES["webhooks"]
    return LANES.get(lane, lane)


@register.filter
def again(lane: str) -> Promise:
    """Say what it means to deliver once more in this lane."""
    if lane.startswith("webhook:"):
        return AGAIN_AT_WEBHOOK
    return AGAIN.get(lane, AGAIN_ELSEWHERE)


@register.filter
def condition_title(name: str) -> Promise | str:
    """Name what a repair was limited to."""
    return CONDITIONS.get(name, name)


@register.filter
def duration(seconds: float) -> str:
    """Write 14 min; a dash where nothing is late."""
    if not seconds:
        return "\N{EN DASH}"
    return format_timedelta(
        dt.timedelta(seconds=max(seconds, 1)),
        format="short",
        locale=REGIONS.get(get_language() or "fr", "fr_MA"),
    )
