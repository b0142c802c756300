from lms.notifications.models.ledger import Channel, Digest, Dispatch, Suppression
from lms.notifications.models.mailbox import Kind, Mailbox, Notification, Reason
from lms.notifications.models.preferences import (
    DEFAULT_MODES,
    TOPICS,
    Mode,
    NotificationPreference,
    QuietHours,
    Topic,
)

__all__ = [
    "DEFAULT_MODES",
    "TOPICS",
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
    "Topic",
]
