import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from events.catalogue.announcements import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
)
from lms.accounts.permissions import COORDINATOR, EDUCATOR, LEARNER
from lms.announcements.models import Announcement
from lms.announcements.queries import (
    AnnouncementOutOfReach,
    AudienceOutOfReach,
    find_audience,
    find_choices_for,
    get_readable_for,
    get_recipients_for,
)
from lms.announcements.services import (
    NothingSaid,
    ReasonMissing,
    publish_announcement,
    withdraw_announcement,
)
from lms.announcements.values import Recipients, Texts
from lms.network.services import join_group
from tests.factories.accounts import EducatorFactory, LearnerFactory, UserFactory
from tests.factories.announcements import AnnouncementFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.network import GroupFactory, GroupMembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
FRENCH = Texts(title_fr="Fermé", text_fr="Jeudi.")


def publish(author, to="everyone", texts=FRENCH, key=None):
    return publish_announcement(
        author=author, to=to, texts=texts, key=key or uuid.uuid4(), at=NOON
    )


def test_announcement_is_told_once_however_often_it_is_sent(coordinator, emitted):
    key = uuid.uuid4()

    first = publish(coordinator, key=key)
    second = publish(coordinator, key=key)

    assert first == second
    [event] = emitted()
    assert event == AnnouncementPublished(
        event_id=event.event_id,
        occurred_at=NOON,
        announcement_key=key,
        audience="everyone",
    )


@pytest.mark.parametrize(
    "texts",
    [
        Texts(),
        Texts(title_fr="Seul"),
        Texts(text_ar="وحده"),
        Texts(title_fr="Fermé", text_fr="Jeudi.", title_ar="مغلق"),
    ],
)
def test_announcement_that_says_nothing_whole_is_refused(coordinator, texts, emitted):
    with pytest.raises(NothingSaid):
        publish(coordinator, texts=texts)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementFactory(
            title_fr=texts.title_fr,
            text_fr=texts.text_fr,
            title_ar=texts.title_ar,
            text_ar=texts.text_ar,
        )
    assert emitted() == []


def test_educator_addresses_their_own_groups_and_nobody_else(group, emitted):
    educator, other = group.referent, GroupFactory()

    publish(educator, f"group:{group.key}")

    for to in (
        f"group:{other.key}",
        f"cohort:{group.cohort.key}",
        "role:learner",
        "everyone",
        "group:nonsense",
    ):
        with pytest.raises(AudienceOutOfReach):
            publish(educator, to)
    assert len(emitted()) == 1


def test_choices_are_what_may_be_chosen(group, coordinator):
    own = [f"group:{group.key}"]

    def values(person):
        choices = find_choices_for(person, language="fr", on=NOON.date())
        return [value for _, options in choices for value, _ in options]

    assert values(group.referent) == own
    assert values(coordinator) == [
        "everyone",
        *(
            f"role:{role}"
            for role in (LEARNER, EDUCATOR, COORDINATOR, "editor", "administrator")
        ),
        f"cohort:{group.cohort.key}",
        *own,
    ]
    for value in values(coordinator):
        assert get_recipients_for(coordinator, value)
    for value in ("role:king", "cohort:", "everyone:all", ""):
        with pytest.raises(AudienceOutOfReach):
            get_recipients_for(coordinator, value)


def test_group_of_a_season_that_is_over_is_no_choice(group):
    after = group.cohort.season.ends_date + dt.timedelta(days=1)

    assert find_choices_for(group.referent, language="fr", on=after) == []


def test_everybody_of_an_audience_is_in_it_once(group, learner, stranger):
    group.educators.add(group.referent, EducatorFactory())
    EnrolmentFactory(learner=learner, cohort=group.cohort)
    gone = GroupMembershipFactory(group=group, left_date=NOON.date()).learner
    UserFactory(roles=[LEARNER, EDUCATOR], is_active=False)

    companions = {group.referent, *group.educators.all()}
    in_group = list(find_audience(Recipients("group", group_id=group.pk)))
    in_cohort = list(find_audience(Recipients("cohort", cohort_id=group.cohort_id)))
    learners = list(find_audience(Recipients("role", role=LEARNER)))

    assert len(in_group) == len(in_cohort) == 3
    assert set(in_group) == set(in_cohort) == companions | {learner}
    assert set(learners) == {learner, stranger, gone}


def test_announcement_is_read_by_its_audience_and_those_who_look_after_it(
    group, learner, stranger, coordinator
):
    announcement = AnnouncementFactory(audience="group", group=group)

    for reader in (learner, group.referent, coordinator):
        assert get_readable_for(reader, announcement.key) == announcement
    for outsider in (stranger, EducatorFactory()):
        with pytest.raises(AnnouncementOutOfReach):
            get_readable_for(outsider, announcement.key)


def test_who_was_there_can_still_read_it_after_changing_groups(group, learner):
    told = AnnouncementFactory(audience="group", group=group)
    later = AnnouncementFactory(
        audience="group", group=group, published_at=NOON + dt.timedelta(days=9)
    )
    of_cohort = AnnouncementFactory(audience="cohort", cohort=group.cohort)
    join_group(learner=learner, group=GroupFactory(cohort=group.cohort), at=NOON)

    assert get_readable_for(learner, told.key) == told
    assert get_readable_for(learner, of_cohort.key) == of_cohort
    with pytest.raises(AnnouncementOutOfReach):
        get_readable_for(learner, later.key)


def test_withdrawing_says_why_and_happens_once(coordinator, emitted):
    announcement = AnnouncementFactory()

    with pytest.raises(ReasonMissing):
        withdraw_announcement(
            key=announcement.key, actor=coordinator, reason=" ", at=NOON
        )
    for reason in ("Mauvaise date", "Encore"):
        withdraw_announcement(
            key=announcement.key, actor=coordinator, reason=reason, at=NOON
        )

    announcement.refresh_from_db()
    assert announcement.withdrawn_reason == "Mauvaise date"
    assert [type(event) for event in emitted()] == [AnnouncementWithdrawn]


def test_educator_withdraws_what_was_told_to_their_group_only(group, emitted):
    ours = AnnouncementFactory(audience="group", group=group)
    others = AnnouncementFactory()

    withdraw_announcement(key=ours.key, actor=group.referent, reason="Erreur", at=NOON)
    with pytest.raises(AnnouncementOutOfReach):
        withdraw_announcement(
            key=others.key, actor=group.referent, reason="Erreur", at=NOON
        )

    assert Announcement.objects.get(withdrawn_at=None) == others
    assert len(emitted()) == 1


def test_each_reader_reads_their_language_or_the_one_there_is():
    both, french = AnnouncementFactory(), AnnouncementFactory(title_ar="", text_ar="")

    assert both.said_in("ar").language == "ar"
    assert both.said_in("fr").title == both.said_in("en").title == both.title_fr
    assert both.also_said("ar").language == "fr"
    assert french.said_in("ar").language == "fr"
    assert french.also_said("ar") is None


def test_learner_writes_to_nobody(db):
    with pytest.raises(AudienceOutOfReach):
        publish(LearnerFactory())
