import datetime as dt

import pytest

from lms.families.models import Channel, Guardian, Guardianship, Quality, Sex
from lms.families.queries import find_guardians, get_family
from lms.families.services import (
    BirthDateMissing,
    BornLater,
    NameMissing,
    OfAge,
    PhoneMissing,
    record_profile,
    register_guardian,
    stand_in,
    tie_guardian,
)
from lms.families.values import NotAPhoneNumber, Phone, count_years, find_birthday
from tests.factories.accounts import EducatorFactory, LearnerFactory
from tests.factories.families import LearnerProfileFactory

FATHER = {"given_name_latin": "Hassan", "family_name_latin": "Benani"}


def register(learner, at, **changes):
    return register_guardian(
        **{
            "learner": learner,
            "quality": Quality.FATHER,
            "names": FATHER,
            "language": "fr",
            "channel": Channel.CALL,
            "phone": Phone("+212000000003"),
            "at": at,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (dt.date(2012, 1, 15), dt.date(2030, 1, 14), 17),
        (dt.date(2012, 1, 14), dt.date(2030, 1, 14), 18),
        (dt.date(2012, 2, 29), dt.date(2030, 2, 28), 17),
        (dt.date(2012, 2, 29), dt.date(2030, 3, 1), 18),
    ],
)
def test_years_are_full_on_the_birthday(born, on, years):
    assert count_years(born, on=on) == years


def test_who_is_born_in_a_leap_year_is_of_age_in_march():
    assert find_birthday(dt.date(2012, 2, 29), years=18) == dt.date(2030, 3, 1)


@pytest.mark.parametrize(
    "written", ["0612345678", "06 12 34 56 78", "+212 612-345678", "00212612345678"]
)
def test_phone_is_read_as_people_write_it(written):
    assert Phone.read(written) == Phone("+212612345678")
    assert str(Phone.read(written)) == "+212 6 12 34 56 78"


@pytest.mark.parametrize("written", ["", "12", "my mother's", "06123456789012345"])
def test_phone_that_cant_be_dialled_is_none(written):
    with pytest.raises(NotAPhoneNumber):
        Phone.read(written)


def test_guardian_answers_until_the_18th_birthday(learner, at):
    guardian = register(learner, at)

    tie = Guardianship.objects.get(learner=learner)
    assert tie.until_date == dt.date(2032, 3, 9)
    assert list(find_guardians(learner, on=dt.date(2032, 3, 8))) == [guardian]
    assert list(find_guardians(learner, on=dt.date(2032, 3, 9))) == []


def test_guardian_of_two_is_one_person(learner, at):
    sister = LearnerProfileFactory().learner
    guardian = register(learner, at)
    for _ in range(2):
        tie_guardian(
            learner=sister, guardian=guardian, quality=Quality.APPOINTED, at=at
        )

    assert Guardianship.objects.count() == 2
    family = get_family(sister, language="fr", on=at.date())
    assert [(tie.name, tie.learners) for tie in family.ties] == [("Hassan Benani", 2)]


def test_guardian_frees_the_colleague_who_stood_in(learner, at):
    colleague = EducatorFactory()
    stand_in(learner=learner, colleague=colleague, at=at)
    stand_in(learner=learner, colleague=colleague, at=at)
    (alone,) = get_family(learner, language="fr", on=at.date()).ties
    register(learner, at)

    stood_in, father = get_family(learner, language="fr", on=at.date()).ties
    assert (alone.name, alone.is_stand_in, alone.has_access) == (
        "Driss Alami",
        True,
        True,
    )
    assert (stood_in.is_stand_in, stood_in.has_access) == (True, False)
    assert (father.is_stand_in, father.has_access) == (False, True)


def test_institution_is_named_as_a_family(learner, at):
    register(
        learner,
        at,
        quality=Quality.INSTITUTION,
        names={"family_name_latin": "Dar Chabab", "family_name_arabic": "دار الشباب"},
    )

    (tie,) = get_family(learner, language="ar", on=at.date()).ties
    assert (tie.name, tie.phone) == ("دار الشباب", "+212 000000003")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"names": {"given_name_latin": "Hassan"}}, NameMissing),
        ({"phone": None}, PhoneMissing),
    ],
)
def test_guardian_is_refused_without_what_it_takes(learner, at, changes, refusal):
    with pytest.raises(refusal):
        register(learner, at, **changes)

    assert not Guardian.objects.exists()


def test_guardian_without_phone_is_told_in_person(learner, at):
    assert register(learner, at, phone=None, channel=Channel.IN_PERSON).phone == ""


def test_guardian_waits_for_the_birth_date(at, db):
    with pytest.raises(BirthDateMissing):
        register(LearnerFactory(), at)

    assert not Guardian.objects.exists()


def test_nobody_answers_for_who_is_of_age(at, db):
    learner = LearnerProfileFactory(birth_date=dt.date(2012, 1, 14)).learner

    with pytest.raises(OfAge):
        register(learner, at)
    with pytest.raises(OfAge):
        stand_in(learner=learner, colleague=EducatorFactory(), at=at)


def test_birth_date_put_right_moves_the_end_of_guardianship(learner, mother, at):
    profile = record_profile(
        learner=learner,
        birth_date=dt.date(2013, 3, 9),
        sex=Sex.MALE,
        phone=None,
        at=at,
    )

    assert (profile.phone, profile.sex, profile.came_of_age_at) == ("", "male", None)
    assert mother.guardianships.get().until_date == dt.date(2031, 3, 9)


def test_nobody_is_born_later(learner, at):
    with pytest.raises(BornLater):
        record_profile(
            learner=learner,
            birth_date=at.date() + dt.timedelta(days=1),
            sex=Sex.MALE,
            phone=None,
            at=at,
        )


@pytest.mark.parametrize("guardians", [1, 3])
def test_family_takes_the_same_queries_whatever_its_size(
    learner, at, guardians, django_assert_num_queries
):
    for _ in range(guardians):
        register(learner, at)

    with django_assert_num_queries(3):
        family = get_family(learner, language="fr", on=at.date())

    assert len(family.ties) == guardians
