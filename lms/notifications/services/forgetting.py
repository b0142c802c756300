"""What was told to a person, and how they wanted it, when they are erased."""

import uuid

from django.db import transaction

from lms.notifications.models import (
    Digest,
    Dispatch,
    Mailbox,
    Notification,
    NotificationPreference,
    QuietHours,
)


@transaction.atomic
def forget_person(*, person_key: uuid.UUID) -> None:
    """Let go of a person's mailbox, of their wishes, and of every letter that went or was to go.

    What is kept of an address to which nothing may be sent is no person's: it stays.
    """
    for model in (
        Dispatch,
        Digest,
        Notification,
        NotificationPreference,
        QuietHours,
        Mailbox,
    ):
        model._default_manager.filter(recipient__key=person_key).delete()  # noqa: SLF001 -- Django's documented name for it
