"""The tags that a site folder may use, and the words visitors read for them."""

from django.utils.translation import gettext_noop as _

TOPICS: dict[str, str] = {
    "centre": _("The centre"),
    "season": _("The season"),
    "learners": _("Learners"),
    "teachers": _("Teachers"),
    "families": _("Families"),
    "partners": _("Partners"),
    "employers": _("Employers"),
    "agreement": _("Agreement"),
    "open-day": _("Open days"),
    "jobs": _("Jobs"),
    "data": _("Data"),
    "projects": _("Projects"),
    "culture": _("Culture"),
    "sport": _("Sport"),
    "safety": _("Safety"),
    "ai": _("Artificial intelligence"),
    "admission": _("Applying"),
    "ceremony": _("Ceremonies"),
}
