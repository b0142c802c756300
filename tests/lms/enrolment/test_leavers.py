"""Who left long ago is nobody any more, and counted all the same."""

import datetime as dt

import pytest
from django.core.management import call_command

from events.catalogue.people import LearnerAnonymised, LearnerErased
from events.subscriptions import NotYet, find_subscribers
from lms.accounts import permissions
from lms.accounts.services import erase_person
from lms.audit.models import AuditEntry
from lms.enrolment import actors, services
from lms.enrolment.queries import find_leavers
from lms.families.models import Guardian
from tests.factories.accounts import LearnerFactory, UserFactory
from tests.factories.courses import make_course
from tests.factories.enrolment import EnrolmentFactory, make_enrolment
from tests.factories.families import (
    GuardianFactory,
    GuardianshipFactory,
    LearnerProfileFactory,
)
from tests.factories.network import CohortFactory

pytestmark = pytest.mark.django_db

LEFT = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TWO_YEARS_ON = LEFT.replace(year=2032)
FIVE_YEARS_ON = LEFT.replace(year=2035)


def leave(course_key, learner=None, at=LEFT):
    enrolment = EnrolmentFactory(
        learner=learner or LearnerFactory(),
        cohort=CohortFactory(course_key=course_key),
        enrolled_at=at - 200 * DAY,
    )
    return services.exit_learner(enrolment=enrolment, exit_code="school", at=at)


@pytest.fixture
def left(course):
    return leave(course.translation_key)


def whom(at):
    return [person for person, _ in find_leavers(at=at)]


def test_file_is_kept_for_two_years_after_the_last_course(left, course):
    learner = left.learner
    leave(course.translation_key, learner, at=LEFT - 300 * DAY)

    assert whom(TWO_YEARS_ON - DAY) == []
    assert whom(TWO_YEARS_ON) == [learner]


def test_teachers_file_is_kept_for_five_years():
    course = make_course(lessons=1, audience="teachers")
    learner = leave(course.translation_key).learner

    assert whom(FIVE_YEARS_ON - DAY) == []
    assert whom(FIVE_YEARS_ON) == [learner]


def test_who_has_come_back_or_works_here_is_kept(left, course):
    make_enrolment(course.translation_key, left.learner)
    for colleague in (
        UserFactory(roles=[permissions.LEARNER, permissions.EDUCATOR]),
        UserFactory(is_superuser=True),
    ):
        leave(course.translation_key, colleague)
    LearnerFactory()

    assert whom(FIVE_YEARS_ON) == []


def test_anonymised_learner_is_counted_without_a_name(left, emitted, drain):
    profile = LearnerProfileFactory(learner=left.learner)
    GuardianshipFactory(learner=left.learner, guardian=GuardianFactory())
    drain()
    before = len(emitted())

    services.anonymise_leavers(at=TWO_YEARS_ON)
    again = services.anonymise_leavers(at=TWO_YEARS_ON)
    drain()

    assert again == []
    [event] = [one for one in emitted() if isinstance(one, LearnerAnonymised)]
    assert event.person_key == left.learner.key
    assert len(emitted()) == before + 1
    left.learner.refresh_from_db()
    assert left.learner.erased_at == TWO_YEARS_ON
    assert "Salma" not in left.learner.full_name("fr")
    assert (left.learner.email, left.learner.is_active) == ("", False)
    profile.refresh_from_db()
    assert (profile.phone, profile.birth_date.day) == ("", 1)
    assert not Guardian.objects.exists()
    left.refresh_from_db()
    assert left.exit_code == "school"
    # Nobody did it: time did.
    assert not AuditEntry.objects.exists()


def test_who_is_erased_is_not_anonymised(left, emitted):
    erase_person(person=left.learner, actor=None, at=LEFT)

    assert services.anonymise_leavers(at=TWO_YEARS_ON) == []
    assert not [one for one in emitted() if isinstance(one, LearnerAnonymised)]


def test_whoever_lets_go_of_the_erased_lets_go_of_the_anonymised():
    erased, anonymised = (
        {consumer.name for consumer in find_subscribers(kind)}
        for kind in (LearnerErased, LearnerAnonymised)
    )

    # That somebody had a person erased is written down; that time did, the event says.
    assert erased - anonymised == {"note_erasures"}
    assert anonymised <= erased


def test_night_goes_on_until_all_are_anonymised(course, monkeypatch):
    monkeypatch.setattr(actors, "AT_ONCE", 2)
    for days in range(3):
        leave(course.translation_key, at=LEFT - days * DAY)

    with pytest.raises(NotYet):
        actors.anonymise_leavers(at=TWO_YEARS_ON)
    actors.anonymise_leavers(at=TWO_YEARS_ON)

    assert whom(TWO_YEARS_ON) == []


def test_command_says_first_whom_it_means(course, capsys):
    learner = leave(course.translation_key, at=LEFT - 20 * 365 * DAY).learner

    call_command("anonymise_leavers", "--dry-run")
    learner.refresh_from_db()
    assert learner.erased_at is None
    call_command("anonymise_leavers")

    learner.refresh_from_db()
    assert learner.erased_at is not None
    assert capsys.readouterr().out.count(str(learner.key)) == 2
