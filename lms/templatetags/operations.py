"""How the administrator's pages name lanes and consumers, and say what a pause or once more means."""

import datetime as dt

from babel.dates import format_timedelta
from django.template import Library
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

register = Library()

LANES: dict[str, Promise] = {
    "calendar": _("Periodic work"),
    "erasure": _("Erasing people"),
    "live": _("Doorbells of open pages"),
    "mail": _("E-mail"),
    "notifications": _("Notifications in the app"),
    "search": pgettext_lazy("a lane", "Search"),
    "site": _("Public site and figures"),
    "webhooks": _("Webhooks"),
}

# What a lane that somebody pauses leaves undone meanwhile.
PAUSED: dict[str, Promise] = {
    "calendar": _(
        "Pages whose time has come aren’t published, and nothing old is tidied away."
    ),
    "erasure": _(
        "What other parts hold of an erased person stays there. Don’t leave it paused for long."
    ),
    "live": _("Open pages don’t learn of news by themselves; reloading shows it."),
    "mail": _("No letter about news goes out. Those about passwords still do."),
    "notifications": _("Nobody is told of anything new, in the app or by e-mail."),
    "search": _("Search finds what there was, and nothing that is newer."),
    "site": _("Public pages and figures stay as they were."),
    "webhooks": _("Other systems hear of nothing new."),
}
PAUSED_WEBHOOK = _("This receiver hears nothing; afterwards it hears all, in order.")

# A test holds them against the consumers there are: each has a title, and none is left over.
CONSUMERS: dict[str, Promise] = {
    "anonymise_leavers": _("Anonymise who left long ago"),
    "call_webhooks": _("Pass events on to webhooks"),
    "close_cohorts": _("Note which cohorts are over"),
    "count_again": _("Count the centres’ figures again"),
    "forget_erased": _("Erase a person’s notifications and letters"),
    "forget_erased_editor": _("Erase an editor’s name and picture"),
    "forget_family_of_erased": _("Erase a learner’s family"),
    "forget_inbox_entries": _("Delete old events from the inbox"),
    "forget_kept_answers_of_erased": _("Erase a learner’s kept answers"),
    "forget_misses": _("Delete old searches that found nothing"),
    "forget_old_events": _("Delete old events"),
    "forget_old_looks": _("Delete the old journal of who looked at what"),
    "forget_old_notifications": _("Delete old notifications and letters"),
    "forget_sessions": _("Delete sessions that have ended"),
    "forget_settled_deliveries": _("Delete settled deliveries"),
    "forget_shown_pages": _("Renew the public pages"),
    "forget_webhook_attempts": _("Delete the old log of webhooks"),
    "forget_words_of_erased": _("Erase what a learner wrote in answers"),
    "gather_digest": _("Gather a digest"),
    "hear_of_letters": _("Note which e-mails arrived or came back"),
    "index_content": _("Keep the search index up to date"),
    "mark_orphans": _("Find what nobody hears any more"),
    "note_erasures": _("Note in the journal who was erased"),
    "note_majorities": _("Note who has turned 18"),
    "publish_scheduled_pages": _("Publish scheduled pages"),
    "reconcile_index": _("Compare the search index with the database"),
    "release_groups_of_erased": _("Take an erased educator off their groups"),
    "ring_doorbells": _("Tell open pages that something is new"),
    "send_dispatches": _("Send letters"),
    "tell_editor": _("Tell who published a course"),
    "tell_educators_of_module": _("Tell educators of a finished module"),
    "tell_of_announcement": _("Tell of an announcement"),
    "tell_of_course": _("Tell learners of a finished course"),
    "tell_of_dead_letters": _("Tell administrators of dead deliveries"),
    "tell_of_enrolment": _("Tell learners of their enrolment"),
    "tell_of_lesson": _("Tell learners of a finished lesson"),
    "tell_of_module": _("Tell learners of a finished module"),
    "tell_of_new_lessons": _("Tell learners of new lessons"),
    "tell_of_trouble": _("Tell administrators of what stands still"),
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
def lane_pauses(lane: str) -> Promise | str:
    """Say what is left undone while a lane is paused."""
    if lane.startswith("webhook:"):
        return PAUSED_WEBHOOK
    return PAUSED.get(lane, "")


@register.filter
def consumer_title(consumer: str) -> Promise | str:
    """Say what a consumer does; one that has no words, such as one that is gone, by its own name."""
    if consumer.startswith("webhook:"):
        return LANES["webhooks"]
    return CONSUMERS.get(consumer, consumer)


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
