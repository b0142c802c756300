import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from events.catalogue.families import (
    ConsentExpired,
    ConsentGranted,
    ConsentWithdrawn,
    LearnerTurned18,
)
from lms.families import actors
from lms.families.models import Consent, LearnerProfile, Sex, Use
from lms.families.queries import get_family
from lms.families.services import (
    BirthDateMissing,
    GuardianMissing,
    LearnerNotAsked,
    NobodysWord,
    NothingToWithdraw,
    NotTheirGuardian,
    OfAge,
    PhoneMissing,
    TooYoung,
    note_majorities,
    record_consent,
    record_profile,
    withdraw_consent,
)
from tests.factories.accounts import LearnerFactory
from tests.factories.families import (
    GuardianFactory,
    GuardianshipFactory,
    LearnerProfileFactory,
)

BIRTHDAY = dt.datetime(2032, 3, 9, 3, tzinfo=dt.UTC)


@pytest.fixture
def give(learner, mother, coordinator, at):
    def say(use=Use.PHOTO, **changes):
        return record_consent(
            **{
                "learner": learner,
                "use": use,
                "guardian": mother,
                "by_learner": True,
                "recorded_by": coordinator,
                "at": at,
                **changes,
            }
        )

    return say


@pytest.fixture
def take_back(learner, coordinator, at):
    def say(use=Use.PHOTO, **changes):
        return withdraw_consent(
            **{
                "learner": learner,
                "use": use,
                "guardian": None,
                "by_learner": True,
                "recorded_by": coordinator,
                "at": at,
                **changes,
            }
        )

    return say


def states(learner):
    family = get_family(learner, language="fr", on=dt.date(2030, 1, 14))
    return {one.use: one.state for one in family.permissions}


def test_consent_is_given_once_and_announced(give, learner, announced):
    give()
    give()

    assert Consent.objects.count() == 1
    (told,) = announced(ConsentGranted)
    assert (told.learner_key, told.use) == (learner.key, "photo")
    assert states(learner) == {
        "photo": "given",
        "contact": "never",
        "passport": "never",
        "follow-up": "never",
    }


def test_consent_is_withdrawn_by_one_of_those_who_gave_it(
    give, take_back, learner, mother, announced
):
    give()
    take_back()
    give()
    take_back(guardian=mother, by_learner=False)

    assert [one.use for one in announced(ConsentWithdrawn)] == ["photo", "photo"]
    photo = get_family(learner, language="ar", on=dt.date(2030, 1, 14)).permissions[0]
    assert [(one.word, one.guardian, one.by_learner) for one in photo.said] == [
        ("withdrawn", "لطيفة بناني", False),
        ("given", "لطيفة بناني", True),
        ("withdrawn", "", True),
        ("given", "لطيفة بناني", True),
    ]


def test_nothing_is_withdrawn_where_nothing_is_given(give, take_back):
    with pytest.raises(NothingToWithdraw):
        take_back()
    give()
    take_back()
    with pytest.raises(NothingToWithdraw):
        take_back()


def test_withdrawal_is_somebodys_word(give, take_back):
    give()

    with pytest.raises(NobodysWord):
        take_back(by_learner=False)
    with pytest.raises(NotTheirGuardian):
        take_back(guardian=GuardianFactory())


@pytest.mark.parametrize("use", Use)
def test_guardian_has_to_agree(give, use):
    with pytest.raises(GuardianMissing):
        give(use, guardian=None)
    with pytest.raises(NotTheirGuardian):
        give(use, guardian=GuardianFactory())


@pytest.mark.parametrize("use", [Use.PHOTO, Use.PASSPORT])
def test_learner_has_to_agree_to_what_shows_them(give, use):
    with pytest.raises(LearnerNotAsked):
        give(use, by_learner=False)


@pytest.mark.parametrize("use", [Use.CONTACT, Use.FOLLOW_UP])
def test_guardian_alone_agrees_to_what_reaches_the_family(give, use):
    assert give(use, by_learner=False).word == "given"


def test_message_to_a_family_takes_a_phone(give, learner):
    told_in_person = GuardianFactory(phone="", channel="in-person")
    GuardianshipFactory(learner=learner, guardian=told_in_person)

    with pytest.raises(PhoneMissing):
        give(Use.CONTACT, guardian=told_in_person)


def test_employers_see_nobody_under_15(give, learner):
    LearnerProfile.objects.update(birth_date=dt.date(2015, 1, 15))

    with pytest.raises(TooYoung):
        give(Use.PASSPORT)


def test_consent_waits_for_the_birth_date(give):
    with pytest.raises(BirthDateMissing):
        give(learner=LearnerFactory())


def test_who_is_of_age_agrees_alone(give, mother):
    with pytest.raises(OfAge):
        give(at=BIRTHDAY)
    with pytest.raises(LearnerNotAsked):
        give(guardian=None, by_learner=False, at=BIRTHDAY)
    with pytest.raises(OfAge):
        give(Use.CONTACT, guardian=None, at=BIRTHDAY)
    assert give(guardian=None, at=BIRTHDAY).guardian_key is None


def test_majority_ends_access_and_lapses_consents_once(
    give, take_back, learner, at, announced
):
    LearnerProfileFactory(birth_date=dt.date(2014, 3, 10))
    give(Use.PHOTO)
    give(Use.FOLLOW_UP)
    give(Use.PASSPORT)
    take_back(Use.PASSPORT)

    assert note_majorities(at=BIRTHDAY - dt.timedelta(days=1)) == 0
    assert [note_majorities(at=BIRTHDAY) for _ in range(2)] == [1, 0]

    assert [one.learner_key for one in announced(LearnerTurned18)] == [learner.key]
    assert [one.use for one in announced(ConsentExpired)] == ["photo", "follow-up"]
    assert states(learner) == {
        "photo": "lapsed",
        "contact": "never",
        "passport": "withdrawn",
        "follow-up": "lapsed",
    }
    family = get_family(learner, language="fr", on=BIRTHDAY.date())
    assert (family.is_of_age, family.ties[0].has_access) == (True, False)


def test_majorities_are_looked_for_every_night_and_once_is_enough(
    give, learner, announced
):
    give()

    for _ in range(2):
        actors.note_majorities(at=BIRTHDAY)

    assert len(announced(LearnerTurned18)) == len(announced(ConsentExpired)) == 1


def test_majority_of_those_born_on_a_leap_day_waits_for_march(db):
    LearnerProfileFactory(birth_date=dt.date(2012, 2, 29))

    march = dt.datetime(2030, 3, 1, 12, tzinfo=dt.UTC)
    days = [march - dt.timedelta(days=1), march]
    assert [note_majorities(at=day) for day in days] == [0, 1]


def test_who_comes_of_age_is_not_told_so_again(at, announced):
    record_profile(
        learner=LearnerFactory(),
        birth_date=dt.date(2010, 1, 1),
        sex=Sex.MALE,
        phone=None,
        at=at,
    )

    assert note_majorities(at=at) == 0
    assert announced(LearnerTurned18) == []


def test_majority_is_near_in_its_last_month(learner):
    days = [
        get_family(learner, language="fr", on=dt.date(2032, 3, day)).days_to_majority
        for day in (3, 9)
    ]

    assert days == [6, None]
    long_before = get_family(learner, language="fr", on=dt.date(2032, 2, 7))
    assert (long_before.age, long_before.days_to_majority) == (17, None)


def test_consents_are_never_changed(give):
    consent = give()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(word="withdrawn")


@pytest.mark.parametrize("words", [1, 3])
def test_permissions_take_the_same_queries_whatever_was_said(
    give, take_back, learner, words, django_assert_num_queries
):
    for _ in range(words):
        give()
        take_back()

    with django_assert_num_queries(4):
        get_family(learner, language="fr", on=dt.date(2030, 1, 14))
