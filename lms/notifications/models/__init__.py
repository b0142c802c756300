from lms.notifications.models.ledger import Channel, Digest, Dispatch, Suppression
from lms.notifications.models.mailbox import Kind, Mailbox, Notification, Reason
from lms.notifications.models.preferences import (
    EVERY_DAY,
    Mode,
    NotificationPreference,
    QuietHours,
)

__all__ = [
    "EVERY_DAY",
    "Channel",
    "Digest",
    "Dispatch",
    "Kind",
    "Mailbox",
    "Mode",
    "Notification",
    "NotificationPreference",
    "QuietHours",
    "Reason",
    "Suppression",
]
