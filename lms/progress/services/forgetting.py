import uuid

from django.db import models, transaction
from django.db.models import Q

from lms.progress.models import LedgerEntry


@transaction.atomic
def forget_words(*, person_key: uuid.UUID) -> int:
    """Take what a learner wrote out of their answers; what was right, and when, stays counted.

    The one thing that changes the ledger: each entry is written anew in its own
    place, as the database lets none be changed. Returns how many it were.
    """
    with_words: models.QuerySet[LedgerEntry] = models.QuerySet(LedgerEntry).filter(
        Q(data__has_key="text") | Q(data__has_key="blanks"),
        enrolment__learner__key=person_key,
    )
    entries = list(with_words)
    with_words.delete()
    for entry in entries:
        entry.data = {}
    LedgerEntry.objects.bulk_create(entries)
    return len(entries)
