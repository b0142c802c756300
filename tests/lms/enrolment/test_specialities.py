import datetime as dt

import pytest

from cms.api import get_course_outline
from events.catalogue.learning import SpecialityChosen
from lms.enrolment.queries import find_chosen_keys
from lms.enrolment.services import (
    EnrolmentClosed,
    NotAChoice,
    choose_speciality,
    exit_learner,
)
from tests.factories.courses import make_course
from tests.factories.enrolment import make_enrolment

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def course():
    """A module for everybody, and two choices: of M2 and M3, of M4 and M5."""
    return make_course(modules=5, lessons=1, choices="M2, M3\nM4, M5")


@pytest.fixture
def modules(course):
    outline = get_course_outline(course.translation_key)
    return {module.code: module.key for module in outline.modules}


@pytest.fixture
def enrolment(course):
    return make_enrolment(course.translation_key)


@pytest.fixture
def choose(enrolment):
    def go_for(key):
        return choose_speciality(
            enrolment=enrolment, module_key=key, actor=enrolment.learner, at=NOON
        )

    return go_for


def chosen(enrolment):
    return find_chosen_keys([enrolment])[enrolment.pk]


def test_choose_speciality_keeps_it_and_announces_it_once(
    choose, enrolment, modules, emitted
):
    choose(modules["M2"])
    choose(modules["M2"])

    assert chosen(enrolment) == {modules["M2"]}
    told = [one for one in emitted() if isinstance(one, SpecialityChosen)]
    assert [(one.enrolment_key, one.module_key) for one in told] == [
        (enrolment.key, modules["M2"])
    ]


def test_choose_speciality_changes_the_one_and_leaves_the_other_choice(
    choose, enrolment, modules
):
    choose(modules["M2"])
    choose(modules["M5"])
    choose(modules["M3"])

    assert chosen(enrolment) == {modules["M3"], modules["M5"]}


def test_choose_speciality_refuses_what_everybody_has(choose, enrolment, modules):
    with pytest.raises(NotAChoice):
        choose(modules["M1"])

    assert chosen(enrolment) == set()


def test_choose_speciality_refuses_who_has_left(choose, enrolment, modules):
    exit_learner(enrolment=enrolment, exit_code="moved", at=NOON)

    with pytest.raises(EnrolmentClosed):
        choose(modules["M2"])
