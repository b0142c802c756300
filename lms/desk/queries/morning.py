"""The morning page: what needs a person first."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Max

from cms import api as content
from lms.accounts.models import User
from lms.desk.queries.roster import find_living_groups_for, find_roster, say
from lms.desk.values import Finish, GroupCard, LearnerRow, Morning, Quiet
from lms.enrolment.models import Enrolment
from lms.network.models import Group
from lms.progress.models import LessonProgress

QUIET_DAYS = 7
FINISHES_SHOWN = 12

Roster = Mapping[int, tuple[LearnerRow, Enrolment]]


def get_morning(
    user: User, *, group_id: int | None, language: str, at: dt.datetime
) -> Morning:
    """Return a person's morning page, of one of their groups if they chose one."""
    groups = list(find_living_groups_for(user))
    everybody = find_roster(groups, language)
    last_seen = _find_last_seen(everybody)
    cards = _make_cards(groups, everybody, last_seen, language=language, at=at)
    chosen = next((card for card in cards if card.id == group_id), None)
    roster = {
        pk: entry
        for pk, entry in everybody.items()
        if chosen is None or entry[0].group_id == chosen.id
    }
    shown = [chosen] if chosen else cards
    return Morning(
        groups=tuple(cards),
        chosen=chosen,
        learners=sum(card.learners for card in shown),
        active=sum(card.active for card in shown),
        quiet=tuple(_find_quiet(roster, last_seen, at=at)),
        finishes=tuple(_find_finishes(roster, language=language, at=at)),
    )


def count_quiet_days(
    enrolment: Enrolment, seen: dt.datetime | None, *, at: dt.datetime
) -> int:
    return (at - (seen or enrolment.enrolled_at)).days


def _find_last_seen(roster: Roster) -> dict[int, dt.datetime]:
    return dict(
        LessonProgress.objects.filter(enrolment__in=roster)
        .values_list("enrolment")
        .annotate(Max("last_seen_at"))
    )


def _make_cards(
    groups: Iterable[Group],
    roster: Roster,
    last_seen: Mapping[int, dt.datetime],
    *,
    language: str,
    at: dt.datetime,
) -> list[GroupCard]:
    learners = Counter(row.group_id for row, _ in roster.values())
    active = Counter(
        row.group_id
        for pk, (row, _) in roster.items()
        if pk in last_seen and last_seen[pk] >= _start_of_day(at)
    )
    return [
        GroupCard(
            id=group.pk,
            name=group.name,
            cohort=group.cohort.name(language),
            learners=learners[group.pk],
            active=active[group.pk],
        )
        for group in groups
    ]


def _find_quiet(
    roster: Roster, last_seen: Mapping[int, dt.datetime], *, at: dt.datetime
) -> list[Quiet]:
    quiet = [
        Quiet(
            learner=row,
            days=count_quiet_days(enrolment, last_seen.get(pk), at=at),
            has_begun=pk in last_seen,
        )
        for pk, (row, enrolment) in roster.items()
    ]
    return sorted(
        (one for one in quiet if one.days >= QUIET_DAYS), key=lambda one: -one.days
    )


def _find_finishes(roster: Roster, *, language: str, at: dt.datetime) -> list[Finish]:
    finished = LessonProgress.objects.filter(
        enrolment__in=roster, completed_at__gte=_start_of_day(at), completed_at__lte=at
    ).order_by("-completed_at")[:FINISHES_SHOWN]
    titles = _find_titles(
        {enrolment.course_key for _, enrolment in roster.values()}, language
    )
    return [
        Finish(
            learner=roster[one.enrolment_id][0],
            lesson=titles.get(one.lesson_key, ""),
            at=one.completed_at,
        )
        for one in finished
        if one.completed_at
    ]


def _find_titles(
    course_keys: Iterable[uuid.UUID], language: str
) -> dict[uuid.UUID, str]:
    return {
        lesson.key: say(lesson.titles, language)
        for outline in content.get_course_outlines(course_keys).values()
        for lesson in outline.lessons
    }


def _start_of_day(at: dt.datetime) -> dt.datetime:
    """Return midnight of the day that ``at``, in the centre's time, belongs to."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
