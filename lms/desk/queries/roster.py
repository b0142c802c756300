"""Who is in which group now, with the place on the course that the group follows."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

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
    by_id = {group.pk: group for group in groups}
    places = {
        (place.learner_id, place.cohort_id): place
        for place in Enrolment.objects.open().filter(
            cohort__in={group.cohort_id for group in by_id.values()}
        )
    }
    memberships = list(
        GroupMembership.objects.current()
        .filter(group__in=by_id)
        .select_related("learner")
        .order_by(
            f"learner__family_name_{script}",
            f"learner__given_name_{script}",
            "learner_id",
        )
    )
    names = name_apart([one.learner for one in memberships], language)
    roster = {}
    for membership in memberships:
        group = by_id[membership.group_id]
        place = places.get((membership.learner_id, group.cohort_id))
        if place is None:
            continue
        row = LearnerRow(
            key=membership.learner.key,
            name=names[membership.learner_id],
            group_id=group.pk,
            group=group.name,
            enrolment_id=place.pk,
        )
        roster[place.pk] = (row, place)
    return roster


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
