"""What people are told: in the product once, and by mail at most once.

Called by this area's actors and views, and by nobody below them: lower areas
emit, and notifications hear.
"""

from lms.notifications.services.digests import close_digest
from lms.notifications.services.forgetting import forget_person
from lms.notifications.services.hindsight import Fate, record_fate
from lms.notifications.services.mailbox import (
    Telling,
    mark_one_read,
    mark_read,
    mark_seen,
    notify,
    notify_each,
    notify_of_group,
)
from lms.notifications.services.pruning import prune_notifications
from lms.notifications.services.sending import NotDue, note_unknown, send_letters
from lms.notifications.services.warning import warn_administrators
from lms.notifications.services.wishes import choose_wishes, unsubscribe

__all__ = [
    "Fate",
    "NotDue",
    "Telling",
    "choose_wishes",
    "close_digest",
    "forget_person",
    "mark_one_read",
    "mark_read",
    "mark_seen",
    "note_unknown",
    "notify",
    "notify_each",
    "notify_of_group",
    "prune_notifications",
    "record_fate",
    "send_letters",
    "unsubscribe",
    "warn_administrators",
]
