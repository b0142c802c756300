import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enrolment.models import Speciality
from lms.enrolment.services import exit_learner
from lms.progress.services import open_lesson
from tests.factories.courses import make_course


@pytest.fixture
def course(db):
    return make_course(modules=3, lessons=1, choices="M2, M3")


@pytest.fixture
def map_url(outline):
    return reverse("portal:course", args=[outline.key])


@pytest.fixture
def choose(signed_in, outline):
    url = reverse("portal:choose_speciality", args=[outline.key])

    def go_for(place):
        return signed_in.post(url, {"module": outline.modules[place].key})

    return go_for


def next_module(signed_in, map_url):
    return signed_in.get(map_url).context["map"].next_module.title


def test_choice_is_kept_and_can_be_changed(choose, signed_in, map_url, outline):
    assert choose(1).url == f"{map_url}#choice"
    choose(2)

    (speciality,) = Speciality.objects.all()
    assert speciality.module_key == outline.modules[2].key
    (group,) = signed_in.get(map_url).context["map"].choices
    assert [stop.is_chosen for stop in group] == [False, True]


def test_choice_says_where_to_go_on(choose, signed_in, map_url, enrolment, outline):
    open_lesson(
        enrolment=enrolment,
        lesson_key=outline.modules[1].lessons[0].key,
        idempotency_key=uuid.uuid4(),
        at=timezone.now(),
    )
    assert next_module(signed_in, map_url) == "Module 2 fr"

    choose(2)

    assert next_module(signed_in, map_url) == "Module 1 fr"


def test_module_that_is_no_choice_is_not_found(choose, signed_in, outline):
    assert choose(0).status_code == 404
    url = reverse("portal:choose_speciality", args=[outline.key])
    assert signed_in.post(url, {"module": "M2"}).status_code == 404
    assert not Speciality.objects.exists()


def test_closed_course_lets_nobody_choose(choose, signed_in, map_url, enrolment):
    exit_learner(enrolment=enrolment, exit_code="moved", at=enrolment.enrolled_at)

    assert "speciality/" not in signed_in.get(map_url).text
    assert choose(1).status_code == 302
    assert not Speciality.objects.exists()
