"""Who is in which group now, with the place on the course that the group follows."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F, QuerySet

from cms import api as content
from lms.accounts.models import User
from lms.desk.values import LearnerRow
from lms.enrolment.models import Enrolment
from lms.network.models import Group, GroupMembership
from lms.network.queries import find_groups_for


def find_living_groups_for(user: User) -> QuerySet[Group]:
    """Return the groups of a person that somebody is in."""
    living = GroupMembership.objects.current().values("group")
    return find_groups_for(user).filter(pk__in=living)


def find_roster(
    groups: Iterable[Group], language: str
) -> dict[int, tuple[LearnerRow, Enrolment]]:
    """Return the learners of groups by enrolment, sorted as the reader's script sorts."""
    script = "arabic" if language == "ar" else "latin"
    names = {group.pk: group.name for group in groups}
    memberships = (
        GroupMembership.objects.current()
        .filter(
            group__in=names,
            learner__enrolments__cohort=F("group__cohort"),
            learner__enrolments__exited_at=None,
        )
        .annotate(enrolment_id=F("learner__enrolments"))
        .select_related("learner")
        .order_by(
            f"learner__family_name_{script}",
            f"learner__given_name_{script}",
            "learner_id",
        )
    )
    rows = list(memberships)
    enrolments = Enrolment.objects.in_bulk([row.enrolment_id for row in rows])
    shown = name_apart([row.learner for row in rows], language)
    return {
        row.enrolment_id: (
            LearnerRow(
                key=row.learner.key,
                name=shown[row.learner_id],
                group_id=row.group_id,
                group=names[row.group_id],
                enrolment_id=row.enrolment_id,
            ),
            enrolments[row.enrolment_id],
        )
        for row in rows
    }


def name_apart(people: Iterable[User], language: str) -> dict[int, str]:
    """Return the short names of people; of two who share one, whatever tells them apart."""
    people = {person.pk: person for person in people}.values()
    short = Counter(person.display_name(language) for person in people)
    full = Counter(person.full_name(language) for person in people)
    names = {}
    for person in people:
        name = person.display_name(language)
        if short[name] > 1:
            name = person.full_name(language)
            if full[name] > 1:
                name = f"{name} ({person.username})"
        names[person.pk] = name
    return names


def say(titles: content.Titles, language: str) -> str:
    """Return a title in a language, in French where it has none."""
    return titles.get(language) or titles.get("fr") or next(iter(titles.values()), "")
