import datetime as dt
import uuid

import pytest

from events.catalogue.people import (
    CohortClosed,
    CohortOpened,
    GroupOpened,
    MemberAdded,
    MemberRemoved,
)
from lms.network.queries import (
    GroupOutOfReach,
    LearnerOutOfReach,
    find_group_of,
    find_groups_for,
    find_learners,
    get_group_for,
    get_learner_for,
)
from lms.network.services import (
    NotInGroup,
    close_cohorts,
    join_group,
    leave_cohort,
    leave_group,
    open_cohort,
    open_group,
)
from tests.factories.accounts import CoordinatorFactory, EducatorFactory, LearnerFactory
from tests.factories.network import (
    CentreFactory,
    CohortFactory,
    GroupFactory,
    SeasonFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.datetime(2030, 1, 7, 8, tzinfo=dt.UTC)


def test_educator_sees_the_groups_they_refer_or_teach():
    educator = EducatorFactory()
    referred = GroupFactory(referent=educator)
    taught = GroupFactory()
    taught.educators.add(educator)
    other = GroupFactory()

    assert set(find_groups_for(educator)) == {referred, taught}
    assert get_group_for(educator, taught.pk) == taught
    with pytest.raises(GroupOutOfReach):
        get_group_for(educator, other.pk)


def test_coordinator_sees_every_group_and_learner():
    group, learner = GroupFactory(), LearnerFactory()
    join_group(learner=learner, group=group, at=DAY)

    assert get_group_for(CoordinatorFactory(), group.pk) == group
    assert get_learner_for(CoordinatorFactory(), learner.key) == learner


def test_learner_sees_no_group_and_nobody():
    group, learner = GroupFactory(), LearnerFactory()
    join_group(learner=learner, group=group, at=DAY)

    with pytest.raises(GroupOutOfReach):
        get_group_for(learner, group.pk)
    with pytest.raises(LearnerOutOfReach):
        get_learner_for(LearnerFactory(), learner.key)


def test_educator_sees_the_learners_of_their_groups_only():
    educator = EducatorFactory()
    group = GroupFactory(referent=educator)
    mine, other = LearnerFactory(), LearnerFactory()
    join_group(learner=mine, group=group, at=DAY)
    join_group(learner=other, group=GroupFactory(), at=DAY)

    assert get_learner_for(educator, mine.key) == mine
    with pytest.raises(LearnerOutOfReach):
        get_learner_for(educator, other.key)


def test_join_group_ends_the_time_in_another_of_the_cohort():
    first = GroupFactory()
    second = GroupFactory(cohort=first.cohort)
    learner = LearnerFactory()
    join_group(learner=learner, group=first, at=DAY)

    join_group(learner=learner, group=second, at=DAY + dt.timedelta(days=3))
    join_group(learner=learner, group=second, at=DAY + dt.timedelta(days=4))

    assert find_group_of(learner) == second
    assert list(find_learners(first, "fr")) == []
    assert learner.memberships.count() == 2


def test_leave_group_needs_somebody_in_it():
    group, learner = GroupFactory(), LearnerFactory()
    join_group(learner=learner, group=group, at=DAY)

    leave_group(learner=learner, group=group, at=DAY)

    assert find_group_of(learner) is None
    with pytest.raises(NotInGroup):
        leave_group(learner=learner, group=group, at=DAY)


def test_learners_are_sorted_in_the_readers_script():
    group = GroupFactory()
    zineb = LearnerFactory(family_name_latin="Zniber", family_name_arabic="ازنيبر")
    amina = LearnerFactory(family_name_latin="Amrani", family_name_arabic="عمراني")
    for learner in (zineb, amina):
        join_group(learner=learner, group=group, at=DAY)

    assert list(find_learners(group, "fr")) == [amina, zineb]
    assert list(find_learners(group, "ar")) == [zineb, amina]


def test_coming_going_and_changing_groups_is_told(emitted):
    first = GroupFactory()
    second = GroupFactory(cohort=first.cohort)
    learner = LearnerFactory()

    join_group(learner=learner, group=first, at=DAY)
    join_group(learner=learner, group=first, at=DAY)
    join_group(learner=learner, group=second, at=DAY)
    leave_cohort(learner=learner, cohort=first.cohort, at=DAY)
    leave_cohort(learner=learner, cohort=first.cohort, at=DAY)

    assert [(type(event), event.group_key) for event in emitted()] == [
        (MemberAdded, first.key),
        (MemberRemoved, first.key),
        (MemberAdded, second.key),
        (MemberRemoved, second.key),
    ]
    assert {event.stream for event in emitted()} == {f"cohort:{first.cohort.key}"}


def test_opening_a_cohort_and_a_group_is_told(emitted):
    season = SeasonFactory()
    cohort = open_cohort(
        centre=CentreFactory(),
        season=season,
        course_key=uuid.uuid4(),
        name_fr="Promo",
        name_ar="فوج",
        at=DAY,
    )
    group = open_group(
        cohort=cohort, name="A", referent=EducatorFactory(), educators=[], at=DAY
    )

    opened, with_group = emitted()
    assert (type(opened), opened.cohort_key) == (CohortOpened, cohort.key)
    assert (opened.starts_date, opened.ends_date) == (
        season.starts_date,
        season.ends_date,
    )
    assert (type(with_group), with_group.group_key) == (GroupOpened, group.key)


def test_cohort_is_closed_once_the_day_after_its_season(emitted):
    cohort = CohortFactory()
    last_day = dt.datetime(2030, 6, 30, 20, tzinfo=dt.UTC)

    early = close_cohorts(at=last_day)
    over = close_cohorts(at=last_day + dt.timedelta(hours=6))
    again = close_cohorts(at=last_day + dt.timedelta(days=1))

    assert (early, over, again) == (0, 1, 0)
    [event] = [one for one in emitted() if isinstance(one, CohortClosed)]
    assert (event.cohort_key, event.course_key) == (cohort.key, cohort.course_key)
