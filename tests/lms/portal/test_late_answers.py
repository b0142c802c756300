import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from lms.assessment.models import KeptAnswer
from lms.portal.forms import sign_learner
from lms.progress.services import open_lesson
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import item_key

pytestmark = pytest.mark.django_db

PASSWORD = "forsa-2026"


@pytest.fixture
def begun(enrolment, lesson):
    open_lesson(
        enrolment=enrolment,
        lesson_key=lesson.key,
        idempotency_key=uuid.uuid4(),
        at=timezone.now(),
    )


def send(client, lesson, token, **told):
    return client.post(
        reverse("portal:step", args=[lesson.key, 2]),
        {
            "act": str(uuid.uuid4()),
            "item": str(item_key(lesson.key, "compter")),
            "number": "14",
            "learner": token,
            **told,
        },
        headers={"Accept-Language": "en"},
    )


def sign_in(client, person, url="/account/login/"):
    return client.post(url, {"login": person.username, "password": PASSWORD})


def test_late_answer_is_sent_after_its_learner_signs_in(
    client, learner, enrolment, lesson, begun
):
    client.force_login(learner)
    step = reverse("portal:step", args=[lesson.key, 2])
    page = client.get(step).content.decode()
    token = re.search(r'name="learner" value="([^"]+)"', page)[1]
    client.logout()

    refused = send(client, lesson, token)
    landed = sign_in(client, learner, refused.url)

    assert refused.url == f"/account/login/?next={step}"
    assert landed.url == step
    [entry] = enrolment.entries.filter(kind="answered")
    assert (entry.data, entry.right) == ({"number": "14"}, True)
    assert not KeptAnswer.objects.exists()
    assert "note--good" in client.get(step).content.decode()


def test_late_answer_is_announced_in_its_learner_s_language(
    client, learner, lesson, begun
):
    learner.language = "en"
    learner.save()
    refused = send(client, lesson, sign_learner(learner.key))

    page = client.get(refused.url, headers={"Accept-Language": "fr"}).content.decode()
    assert 'lang="en"' in page
    assert "Your answer is kept" in page


def test_late_answer_waits_for_its_learner_not_for_another(
    client, learner, enrolment, lesson, begun
):
    send(client, lesson, sign_learner(learner.key))

    sign_in(client, LearnerFactory())
    assert not enrolment.entries.filter(kind="answered").exists()
    client.logout()

    sign_in(client, learner)
    assert enrolment.entries.filter(kind="answered").count() == 1


def test_late_answer_sent_twice_counts_once(client, learner, enrolment, lesson, begun):
    act = str(uuid.uuid4())
    for _ in range(2):
        send(client, lesson, sign_learner(learner.key), act=act)

    sign_in(client, learner)

    assert enrolment.entries.filter(kind="answered").count() == 1


@pytest.mark.parametrize("token", ["", "forged", "x" * 400])
def test_late_answer_without_our_seal_is_not_kept(client, lesson, begun, token):
    response = send(client, lesson, token)

    assert response.status_code == 302
    assert not KeptAnswer.objects.exists()


def test_late_answer_is_let_go_after_a_day(client, learner, enrolment, lesson, begun):
    send(client, lesson, sign_learner(learner.key))

    with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        sign_in(client, learner)

    assert not enrolment.entries.filter(kind="answered").exists()
    assert not KeptAnswer.objects.exists()
