"""Notifications as people read them: numbered, counted, worded in their language."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from cms import api as content
from lms.accounts.models import User
from lms.accounts.permissions import ADMINISTRATOR
from lms.announcements.models import Announcement
from lms.announcements.queries import find_by_keys
from lms.enrolment.models import Enrolment
from lms.network.models import Group, GroupMembership
from lms.notifications.models import Mailbox, Notification
from lms.notifications.queries.targets import find_target
from lms.notifications.values import Bell, MailboxEntry, MailboxPage, Notice

CURSOR_PAGE = 200
NAMED_PEOPLE = 3


class NotificationNotFound(Exception):
    """The person has no notification of this number."""


def count_unread(*, person: User) -> int:
    return Notification.objects.unread().filter(recipient=person).count()


def get_bell(*, person: User) -> Bell:
    """Return what the header shows, in one query: it stands on every page."""
    unread = Count(
        "recipient__notifications", Q(recipient__notifications__read_at=None)
    )
    box = Mailbox.objects.filter(pk=person.pk).annotate(unread=unread).first()
    return Bell(unread=box.unread, last=box.last_seq) if box else Bell(0, 0)


def get_seen_seq(*, person: User) -> int:
    """Return up to where a person has had the list before their eyes."""
    seen = Mailbox.objects.filter(pk=person.pk).values_list("seen_seq", flat=True)
    return seen.first() or 0


def get_mailbox_page(*, person: User, after: int) -> MailboxPage:
    """Return what came after ``after``, so that a screen catches up by itself."""
    rows = list(
        Notification.objects.filter(recipient=person)
        .after(after)
        .order_by("seq")
        .values_list("seq", "kind", "read_at")[: CURSOR_PAGE + 1]
    )
    entries = tuple(
        MailboxEntry(seq=seq, kind=kind, is_unread=read_at is None)
        for seq, kind, read_at in rows[:CURSOR_PAGE]
    )
    return MailboxPage(
        entries=entries,
        last=entries[-1].seq if entries else after,
        unread=count_unread(person=person),
        has_more=len(rows) > CURSOR_PAGE,
    )


def find_notifications_for(person: User) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=person).newest_first()


def get_notice_for(person: User, *, seq: int, language: str) -> Notice:
    """Return one notification of a person, worded. Raises ``NotificationNotFound``."""
    rows = find_notifications_for(person).filter(seq=seq)
    for notice in word(rows, language=language):
        return notice
    raise NotificationNotFound(seq)


def word(notifications: Iterable[Notification], *, language: str) -> list[Notice]:
    """Say notifications in a language: a query for names, one for groups, and so on."""
    notifications = list(notifications)
    courses = _find_courses(notifications)
    announcements = _find_announcements(notifications)
    people = _names(notifications, language)
    groups = _group_names(notifications)
    return [
        _word_one(
            notification,
            course=courses.get(notification.params.get("course_key", "")),
            announcement=announcements.get(
                notification.params.get("announcement_key", "")
            ),
            people=people,
            groups=groups,
            language=language,
        )
        for notification in notifications
    ]


def find_people(*keys: uuid.UUID) -> list[User]:
    """Return who of these people can still be told anything."""
    return list(User.objects.filter(key__in=keys, is_active=True))


def find_administrators() -> list[User]:
    """Return who looks after what flows, and can be told."""
    by_role = Q(groups__name=ADMINISTRATOR) | Q(is_superuser=True)
    return list(User.objects.filter(by_role, is_active=True).distinct())


def find_followers(course_key: uuid.UUID) -> list[User]:
    """Return who is on a course now, each once however often they are enrolled."""
    enrolments = Enrolment.objects.open().filter(course_key=course_key)
    return list(
        User.objects.filter(is_active=True, pk__in=enrolments.values("learner"))
    )


def count_followers(course_key: uuid.UUID) -> int:
    enrolments = Enrolment.objects.open().filter(course_key=course_key)
    return enrolments.values("learner").distinct().count()


def find_groups_of(
    learner_key: uuid.UUID, *, course_key: uuid.UUID
) -> list[tuple[Group, list[User]]]:
    """Return a learner's groups on a course with those who accompany them, referents included."""
    memberships = GroupMembership.objects.current().filter(
        learner__key=learner_key, group__cohort__course_key=course_key
    )
    groups = (
        Group.objects.filter(pk__in=memberships.values("group"))
        .select_related("referent")
        .prefetch_related("educators")
    )
    return [(group, _companions(group)) for group in groups]


def _companions(group: Group) -> list[User]:
    people = {educator.pk: educator for educator in group.educators.all()}
    if group.referent is not None:
        people[group.referent.pk] = group.referent
    return [person for person in people.values() if person.is_active]


def find_added_lessons(
    course_key: uuid.UUID, *, edition: int
) -> list[content.LessonOutline]:
    """Return what an edition has and the one before hadn't; nothing for the first."""
    if edition == 1:
        return []
    before = content.get_course_outline(course_key, edition - 1)
    known = {lesson.key for lesson in before.lessons}
    now = content.get_course_outline(course_key, edition)
    return [lesson for lesson in now.lessons if lesson.key not in known]


def _word_one(
    notification: Notification,
    *,
    course: content.CourseOutline | None,
    announcement: Announcement | None,
    people: dict[str, str],
    groups: dict[int, str],
    language: str,
) -> Notice:
    params = notification.params
    learner_keys = params.get("learner_keys", [])
    words = {
        **_content_words(params, course, language),
        **_announcement_words(announcement, language),
        "consumer": params.get("consumer", ""),
        "lane": params.get("lane", ""),
        "group": groups.get(params.get("group_id", 0), ""),
        "people": tuple(
            people[key] for key in learner_keys[:NAMED_PEOPLE] if key in people
        ),
    }
    words.setdefault("count", len(learner_keys))
    return Notice(
        seq=notification.seq,
        kind=notification.kind,
        reason=notification.reason,
        created_at=notification.created_at,
        is_unread=notification.read_at is None,
        **words,
        url=find_target(notification),
    )


def _content_words(
    params: dict[str, Any], course: content.CourseOutline | None, language: str
) -> dict[str, Any]:
    """Name the course, module and lesson that are meant, as far as they still exist."""
    if course is None:
        return {}
    words: dict[str, Any] = {"course": _say(course.titles, language)}
    for module in course.modules:
        if str(module.key) == params.get("module_key"):
            words["module"] = _say(module.titles, language)
            words["pole"] = module.pole
    lesson_keys = params.get("lesson_keys", [])
    for place, lesson in enumerate(course.lessons):
        if str(lesson.key) in lesson_keys:
            words["lesson"] = _say(lesson.titles, language)
            later = course.lessons[place + 1 : place + 2]
            words["next_lesson"] = "".join(_say(one.titles, language) for one in later)
    if lesson_keys:
        words["count"] = len(lesson_keys)
    if "learners" in params:
        words["count"] = params["learners"]
    return words


def _announcement_words(
    announcement: Announcement | None, language: str
) -> dict[str, Any]:
    if announcement is None:
        return {}
    if announcement.is_withdrawn:
        return {"is_withdrawn": True}
    said = announcement.said_in(language)
    return {"title": said.title, "text": said.text}


def _say(titles: content.Titles, language: str) -> str:
    return titles.get(language) or titles.get("fr") or next(iter(titles.values()), "")


def _find_courses(
    notifications: Iterable[Notification],
) -> dict[str, content.CourseOutline]:
    keys = {
        uuid.UUID(each.params["course_key"])
        for each in notifications
        if "course_key" in each.params
    }
    outlines = content.get_course_outlines(keys)
    return {str(key): outline for key, outline in outlines.items()}


def _find_announcements(
    notifications: Iterable[Notification],
) -> dict[str, Announcement]:
    keys = {
        uuid.UUID(each.params["announcement_key"])
        for each in notifications
        if "announcement_key" in each.params
    }
    return find_by_keys(keys) if keys else {}


def _names(notifications: Sequence[Notification], language: str) -> dict[str, str]:
    keys = {
        key
        for notification in notifications
        for key in notification.params.get("learner_keys", [])[:NAMED_PEOPLE]
    }
    if not keys:
        return {}
    return {
        str(person.key): person.display_name(language)
        for person in User.objects.filter(key__in=keys)
    }


def _group_names(notifications: Sequence[Notification]) -> dict[int, str]:
    ids = {
        notification.params["group_id"]
        for notification in notifications
        if "group_id" in notification.params
    }
    if not ids:
        return {}
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))
