"""What people are told: in the product once, and by mail at most once.

Called by this area's actors and views, and by nobody below them: lower areas
emit, and notifications hear.
"""

from lms.notifications.services.mailbox import (
    mark_one_read,
    mark_read,
    mark_seen,
    notify,
    notify_of_group,
)

__all__ = [
    "mark_one_read",
    "mark_read",
    "mark_seen",
    "notify",
    "notify_of_group",
]
