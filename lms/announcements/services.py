"""Announcements: one thing told to many people at once, and taken back if it was wrong.

Nothing else writes ``Announcement``. Views call these functions; who is told is
the work of those who hear the events.
"""

import datetime as dt
import uuid

from django.db import transaction

from events.catalogue.announcements import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
)
from events.outbox import CommandRepeated, emit
from lms.accounts.models import User
from lms.announcements.models import Announcement
from lms.announcements.queries import get_announcement_for, get_recipients_for
from lms.announcements.values import Texts


class NothingSaid(Exception):
    """In neither language are there a title and a text, or one of the two is missing."""


class ReasonMissing(Exception):
    """Who takes something back says why: those who read it will ask."""


def publish_announcement(
    *, author: User, to: str, texts: Texts, key: uuid.UUID, at: dt.datetime
) -> Announcement:
    """Tell an audience something; sent twice under one key it is told once.

    ``to`` is a value of ``queries.find_choices_for``. Emits
    ``AnnouncementPublished``. Raises ``NothingSaid`` or ``AudienceOutOfReach``.
    """
    spoken = [(texts.title_fr, texts.text_fr), (texts.title_ar, texts.text_ar)]
    if any(bool(title) != bool(text) for title, text in spoken) or not any(
        title for title, _ in spoken
    ):
        raise NothingSaid
    recipients = get_recipients_for(author, to)
    try:
        with transaction.atomic():
            emit(
                AnnouncementPublished(
                    occurred_at=at, announcement_key=key, audience=recipients.audience
                ),
                actor=author.key,
                command_key=f"announcement:{key}",
            )
            return Announcement.objects.create(
                key=key,
                author=author,
                audience=recipients.audience,
                role=recipients.role,
                cohort_id=recipients.cohort_id,
                group_id=recipients.group_id,
                title_fr=texts.title_fr,
                text_fr=texts.text_fr,
                title_ar=texts.title_ar,
                text_ar=texts.text_ar,
                published_at=at,
            )
    except CommandRepeated:
        return get_announcement_for(author, key)


@transaction.atomic
def withdraw_announcement(
    *, key: uuid.UUID, actor: User, reason: str, at: dt.datetime
) -> Announcement:
    """Take an announcement back: nobody more is told, and who was told reads that it was.

    Withdrawing it again changes nothing. Emits ``AnnouncementWithdrawn``. Raises
    ``ReasonMissing`` or ``AnnouncementOutOfReach``.
    """
    if not reason.strip():
        raise ReasonMissing
    get_announcement_for(actor, key)
    announcement = hold_announcement(key)
    if announcement.is_withdrawn:
        return announcement
    announcement.withdrawn_at = at
    announcement.withdrawn_by = actor
    announcement.withdrawn_reason = reason.strip()
    announcement.save(
        update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"]
    )
    emit(AnnouncementWithdrawn(occurred_at=at, announcement_key=key), actor=actor.key)
    return announcement


def hold_announcement(key: uuid.UUID) -> Announcement:
    """Keep an announcement as it is until the transaction ends.

    Who tells some of its audience holds it, so that it is taken back before them
    or after them, and not in between.
    """
    return Announcement.objects.select_for_update().get(key=key)
