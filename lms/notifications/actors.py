"""Who is told of what.

A learner is told of their own steps and of new lessons. An educator sees
finished lessons move on the board and isn't told of each: twenty learners would
be twenty messages. A finished module is told once a group and day. An editor is
told what a publication has set off, an administrator what is dead. An announcement goes to all it is for, two
hundred at a time.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from django.conf import settings
from django.utils import timezone

from cms import api as content
from events.catalogue.announcements import AnnouncementPublished
from events.catalogue.content import CoursePublished
from events.catalogue.learning import (
    CourseCompleted,
    DigestOpened,
    DispatchOwed,
    EnrolmentCreated,
    EnrolmentEvent,
    LessonCompleted,
    ModuleCompleted,
)
from events.catalogue.operations import DeliveryDeadLettered
from events.catalogue.outside import InboundAccepted
from events.catalogue.people import (
    LearnerAnonymised,
    LearnerErased,
    LearnerForgotten,
)
from events.inbox import queries as inbox
from events.subscriptions import (
    NotYet,
    SomeFailed,
    StoredEvent,
    periodic,
    subscribe,
)
from lms.announcements.queries import find_next_of_audience
from lms.announcements.services import hold_announcement
from lms.notifications.carriers import CarrierDown
from lms.notifications.models import Kind, Reason
from lms.notifications.queries import (
    count_followers,
    find_added_lessons,
    find_administrators,
    find_followers,
    find_groups_of,
    find_people,
    read_clock,
)
from lms.notifications.services import (
    Fate,
    NotDue,
    Telling,
    close_digest,
    forget_person,
    notify,
    notify_each,
    notify_of_group,
    prune_notifications,
    record_fate,
    send_letters,
    warn_administrators,
)

Learning = TypeVar("Learning", bound=EnrolmentEvent)

LANE = "notifications"
# Its own, because a mail server that is down holds up nothing else.
MAIL_LANE = "mail"
LETTERS_AT_ONCE = 20
TOLD_TOGETHER = 200
FORGOTTEN_AT_MOST = 20_000

FATES: Mapping[str, Fate] = {
    "org.forsa.mail.delivered": "delivered",
    "org.forsa.mail.bounced": "bounced",
    "org.forsa.mail.complained": "complained",
}
"""What may be told of a letter, by the type of the CloudEvent."""


@subscribe(EnrolmentCreated, lane=LANE, together=TOLD_TOGETHER)
def tell_of_enrolment(*, events: Sequence[EnrolmentCreated]) -> None:
    _tell_learners(
        Kind.ENROLLED,
        {event: f"enrolled:{event.enrolment_key}" for event in events},
    )


@subscribe(LessonCompleted, lane=LANE, together=TOLD_TOGETHER)
def tell_of_lesson(*, events: Sequence[LessonCompleted]) -> None:
    _tell_learners(
        Kind.LESSON_COMPLETED,
        {event: f"lesson:{event.enrolment_key}:{event.lesson_key}" for event in events},
        lambda event: {"lesson_keys": [str(event.lesson_key)]},
    )


@subscribe(ModuleCompleted, lane=LANE, together=TOLD_TOGETHER)
def tell_of_module(*, events: Sequence[ModuleCompleted]) -> None:
    _tell_learners(
        Kind.MODULE_COMPLETED,
        {event: f"module:{event.enrolment_key}:{event.module_key}" for event in events},
        lambda event: {"module_key": str(event.module_key)},
    )


@subscribe(CourseCompleted, lane=LANE, together=TOLD_TOGETHER)
def tell_of_course(*, events: Sequence[CourseCompleted]) -> None:
    _tell_learners(
        Kind.COURSE_COMPLETED,
        {event: f"course:{event.enrolment_key}" for event in events},
    )


def _tell_learners(
    kind: Kind,
    dedupe_keys: Mapping[Learning, str],
    describe: Callable[[Learning], Mapping[str, object]] = lambda _event: {},
) -> None:
    """Tell each learner of their own step, under its dedupe key."""
    learners = {
        person.key: person
        for person in find_people(*(event.learner_key for event in dedupe_keys))
    }
    notify_each(
        tellings=[
            Telling(
                recipient=learners[event.learner_key],
                kind=kind,
                reason=Reason.OWN,
                params={"course_key": str(event.course_key), **describe(event)},
                dedupe_key=dedupe_key,
                event_id=event.event_id,
                at=event.occurred_at,
            )
            for event, dedupe_key in dedupe_keys.items()
            if event.learner_key in learners
        ]
    )


@subscribe(ModuleCompleted, lane=LANE)
def tell_educators_of_module(*, event: ModuleCompleted) -> None:
    day = timezone.localdate(event.occurred_at)
    groups = find_groups_of(event.learner_key, course_key=event.course_key)
    for group, educators in groups:
        notify_of_group(
            audience=educators,
            kind=Kind.GROUP_FINISHED_MODULE,
            reason=Reason.ACCOMPANIES_GROUP,
            params={
                "course_key": str(event.course_key),
                "module_key": str(event.module_key),
                "group_id": group.pk,
            },
            learner_key=event.learner_key,
            dedupe_key=f"group:{group.pk}:{event.module_key}:{day}",
            event_id=event.event_id,
            at=event.occurred_at,
        )


@subscribe(CoursePublished, lane=LANE, throws=(content.CourseNotPublished,))
def tell_of_new_lessons(*, event: CoursePublished) -> None:
    lessons = find_added_lessons(event.course_key, edition=event.edition)
    if not lessons:
        return
    notify(
        audience=find_followers(event.course_key),
        kind=Kind.LESSONS_ADDED,
        reason=Reason.FOLLOWS_COURSE,
        params={
            "course_key": str(event.course_key),
            "lesson_keys": [str(lesson.key) for lesson in lessons],
        },
        dedupe_key=f"lessons-added:{event.course_key}:{event.edition}",
        event_id=event.event_id,
        at=event.occurred_at,
    )


@subscribe(CoursePublished, lane=LANE, batch=50)
def tell_editor(*, stored: Sequence[StoredEvent]) -> None:
    """In batches only because who published stands beside the event, not in it."""
    for entry in stored:
        event = entry.event
        if not isinstance(event, CoursePublished) or entry.actor_key is None:
            continue
        notify(
            audience=find_people(entry.actor_key),
            kind=Kind.COURSE_PUBLISHED,
            reason=Reason.PUBLISHED_IT,
            params={
                "course_key": str(event.course_key),
                "edition": event.edition,
                "learners": count_followers(event.course_key),
            },
            dedupe_key=f"published:{event.course_key}:{event.edition}",
            event_id=event.event_id,
            at=event.occurred_at,
        )


@subscribe(DeliveryDeadLettered, lane=LANE)
def tell_of_dead_letters(*, event: DeliveryDeadLettered) -> None:
    """Once a day and consumer: a thousand dead letters are one thing to look at."""
    day = timezone.localdate(event.occurred_at)
    notify(
        audience=find_administrators(),
        kind=Kind.DELIVERIES_DEAD,
        reason=Reason.ADMINISTERS,
        params={"consumer": event.consumer},
        dedupe_key=f"dead:{event.consumer}:{day}",
        event_id=event.event_id,
        at=event.occurred_at,
    )


@subscribe(AnnouncementPublished, lane=LANE, fanout=200)
def tell_of_announcement(
    *, event: AnnouncementPublished, after: int, limit: int
) -> int | None:
    """Tell the next of the audience, by their ids; nobody more once it is withdrawn."""
    announcement = hold_announcement(event.announcement_key)
    people = find_next_of_audience(announcement, after=after, limit=limit)
    notify(
        audience=people,
        kind=Kind.ANNOUNCEMENT,
        reason=Reason.IN_AUDIENCE,
        params={"announcement_key": str(event.announcement_key)},
        dedupe_key=f"announcement:{event.announcement_key}",
        event_id=event.event_id,
        at=event.occurred_at,
    )
    return people[-1].pk if len(people) == limit else None


@subscribe(DigestOpened, lane=LANE)
def gather_digest(*, event: DigestOpened) -> None:
    close_digest(digest_key=event.digest_key, at=read_clock())


@subscribe(DispatchOwed, lane=MAIL_LANE, batch=LETTERS_AT_ONCE, down=(CarrierDown,))
def send_dispatches(*, stored: Sequence[StoredEvent]) -> None:
    """Outside a transaction: the ledger commits between the steps of a letter."""
    asked = {
        entry.event.dispatch_key: entry.event.event_id
        for entry in stored
        if isinstance(entry.event, DispatchOwed)
    }
    # Half of the lease, so that the last one begun ends within it.
    until = read_clock() + dt.timedelta(seconds=settings.EVENTS_LEASE_SECONDS / 2)
    failures = send_letters(dispatch_keys=asked, clock=read_clock, until=until)
    if failures:
        raise SomeFailed(
            {
                asked[key]: NotYet(error.until) if isinstance(error, NotDue) else error
                for key, error in failures.items()
            }
        )


@subscribe(InboundAccepted, lane=LANE)
def hear_of_letters(*, event: InboundAccepted) -> None:
    """A mail provider, or who watches its mailbox of bounces, says what became of a letter."""
    fate = FATES.get(event.type_there)
    if fate is None:
        return
    data = inbox.get_data(source=event.source, id_there=event.id_there)
    message_id = data.get("message_id") if isinstance(data, dict) else None
    if isinstance(message_id, str):
        record_fate(message_ref=message_id, fate=fate, at=event.occurred_at)


@subscribe(LearnerErased, LearnerAnonymised, lane="erasure")
def forget_erased(*, event: LearnerForgotten) -> None:
    forget_person(person_key=event.person_key)


@periodic(at=dt.time(2, 40))
def forget_old_notifications(*, at: dt.datetime) -> None:
    if prune_notifications(at=at, at_most=FORGOTTEN_AT_MOST) >= FORGOTTEN_AT_MOST:
        raise NotYet(at)


# Not in the calendar's lane: that one may be what stands still.
@periodic(every=dt.timedelta(minutes=5), lane=LANE)
def tell_of_trouble(*, at: dt.datetime) -> None:
    warn_administrators(watcher=tell_of_trouble.__name__, at=at)
