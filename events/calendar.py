"""The calendar: owes periodic work when it is due, once, whoever strikes.

Every bell looks, and the first to move the entry on is the one who strikes; a
second bell finds it moved. What is struck is an ordinary delivery.
"""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Now

from events.catalogue.operations import CalendarStruck
from events.log import append
from events.models import CalendarEntry, Delivery
from events.subscriptions import Consumer, find_consumers

GONE_AFTER = dt.timedelta(days=1)


def enter_rules() -> None:
    """Enter periodic work that is new in the code, and reckon anew where its rule has changed."""
    now = read_clock()
    for consumer in find_consumers():
        if not consumer.rule:
            continue
        first = {
            "rule": str(consumer.rule),
            "due_at": consumer.rule.find_first(now=now),
        }
        _, is_new = CalendarEntry.objects.get_or_create(
            consumer=consumer.name, defaults=first
        )
        if not is_new:
            entry = CalendarEntry.objects.filter(consumer=consumer.name)
            entry.exclude(rule=first["rule"]).update(**first)


def strike_due() -> int:
    """Owe all periodic work that is due and not under way. Returns how much was owed."""
    due = list(CalendarEntry.objects.filter(due_at__lte=Now()).annotate(now=Now()))
    if not due:
        return 0
    known = {consumer.name: consumer for consumer in find_consumers()}
    return sum(
        _strike(known[entry.consumer], entry, now=entry.now)
        for entry in due
        # One that this release doesn't know is struck by another, or is gone.
        if entry.consumer in known
    )


@transaction.atomic
def _strike(consumer: Consumer, entry: CalendarEntry, *, now: dt.datetime) -> bool:
    before = Delivery.objects.filter(consumer=consumer.name)
    if consumer.rule is None or before.owed().exists():
        # Once it is done, the next look strikes.
        return False
    next_time = consumer.rule.find_next(entry.due_at, now=now)
    ours = CalendarEntry.objects.filter(pk=entry.pk, due_at=entry.due_at)
    if not ours.update(due_at=next_time, struck_at=Now()):
        return False
    # What the dead one failed to do, this one tries: they don't pile up.
    before.dead().update(state=Delivery.State.CANCELLED, done_at=Now())
    append(
        CalendarStruck(occurred_at=now, consumer=consumer.name), consumers=[consumer]
    )
    return True


def forget_gone() -> int:
    """Drop entries that nobody strikes any more, because no release knows them. Returns how many."""
    known = [consumer.name for consumer in find_consumers()]
    overdue = CalendarEntry.objects.filter(due_at__lt=Now() - Value(GONE_AFTER))
    count, _ = overdue.exclude(consumer__in=known).delete()
    return count


def read_clock() -> dt.datetime:
    """The time by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        moment: dt.datetime | str = cursor.fetchone()[0]
    if isinstance(moment, str):
        # SQLite has no type for it, and means UTC.
        return dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    return moment
