"""Who is in which group now, with the place on the course that the group follows."""

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
    return {
        row.enrolment_id: (
            LearnerRow(
                key=row.learner.key,
                name=row.learner.display_name(language),
                group_id=row.group_id,
                group=names[row.group_id],
                enrolment_id=row.enrolment_id,
            ),
            enrolments[row.enrolment_id],
        )
        for row in rows
    }


def say(titles: content.Titles, language: str) -> str:
    """Return a title in a language, in French where it has none."""
    return titles.get(language) or titles.get("fr") or next(iter(titles.values()), "")
