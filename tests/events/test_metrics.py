import os
import time

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from events import delivery, services
from events.catalogue.learning import LessonStarted
from events.metrics import FORGET_AFTER_SECONDS, write_figures
from events.models import Delivery
from events.subscriptions import DependencyDown, PermanentError, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def token(settings, tmp_path):
    settings.METRICS_TOKEN = "long-and-random"
    settings.METRICS_DIR = tmp_path / "metrics"
    settings.BROKER_URL = settings.CHANNELS_URL = settings.ELASTICSEARCH_URL = ""
    return settings.METRICS_TOKEN


@pytest.fixture
def scrape(client, settings):
    """Samples by name and what tells them apart, without the process."""

    def read():
        write_figures(settings.METRICS_DIR)
        answer = client.get(
            "/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
        )
        assert answer.status_code == 200
        return {
            (
                sample.name,
                *(value for key, value in sample.labels.items() if key != "process"),
            ): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }

    return read


def test_without_a_token_there_is_no_such_page(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    "said", ["", "Bearer ", "Bearer wrong", "Basic long-and-random", "long-and-random"]
)
def test_wrong_token_is_refused(client, said):
    answer = client.get("/metrics", headers={"Authorization": said})

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_owed_and_dead_are_counted_at_the_scrape(scrape, start_lessons):
    @subscribe(LessonStarted, lane="counted")
    def count(*, event):
        if event.lesson_key.int == 1:
            raise PermanentError

    start_lessons(2)
    delivery.drain("counted")
    start_lessons(3)
    figures = scrape()

    assert figures["forsa_events_owed", "count", "counted"] == 3
    assert figures["forsa_events_scheduled", "count", "counted"] == 0
    assert figures["forsa_events_dead", "count", "counted"] == 1
    assert figures["forsa_events_oldest_seconds", "count", "counted"] > 0
    assert figures["forsa_events_lane_paused", "counted"] == 0
    assert figures["forsa_service_up", "database"] == 1
    assert figures["forsa_events_handled_total", "count"] == 1
    assert figures["forsa_events_failed_total", "count"] == 1
    assert figures["forsa_events_ring_to_claim_seconds_count", "counted"] == 2


def test_delivery_that_comes_again_is_counted(scrape, start_lessons):
    fails = [ValueError, None]

    @subscribe(LessonStarted, lane="again")
    def hear_again(*, event):
        if error := fails.pop(0):
            raise error

    start_lessons(1)
    delivery.drain("again")
    Delivery.objects.update(available_at=Now())
    delivery.drain("again")
    figures = scrape()

    assert figures["forsa_events_redelivered_total", "hear_again"] == 1
    assert figures["forsa_events_failed_total", "hear_again"] == 1
    assert figures["forsa_events_handled_total", "hear_again"] == 1
    assert figures["forsa_events_ring_to_claim_seconds_count", "again"] == 1


def test_paused_lane_is_shown_and_nothing_counts_as_failed(scrape, start_lessons):
    @subscribe(LessonStarted, lane="elsewhere")
    def tell_elsewhere(*, event):
        raise DependencyDown

    start_lessons(1)
    delivery.drain("elsewhere")
    figures = scrape()

    assert figures["forsa_events_lane_paused", "elsewhere"] == 1
    assert ("forsa_events_failed_total", "tell_elsewhere") not in figures


def test_lane_that_a_person_has_paused_is_shown(scrape, start_lessons):
    @subscribe(LessonStarted, lane="elsewhere")
    def tell_elsewhere(*, event):
        raise NotImplementedError

    services.pause_lane(lane="elsewhere", actor=None, at=timezone.now())
    figures = scrape()

    assert figures["forsa_events_lane_paused_by_hand", "elsewhere"] == 1
    assert figures["forsa_events_lane_paused", "elsewhere"] == 0


def test_figures_that_cannot_be_kept_break_no_delivery(
    scrape, start_lessons, monkeypatch
):
    heard = []

    @subscribe(LessonStarted, lane="tests")
    def hear(*, event):
        heard.append(event)

    for name in ("_handled", "_redelivered", "_ring_to_claim"):
        monkeypatch.setattr(f"events.metrics.{name}", None)
    start_lessons(1)
    delivery.drain("tests")

    assert len(heard) == 1
    assert scrape()["forsa_events_owed", "hear", "tests"] == 0


def test_figures_of_a_process_are_forgotten_when_it_has_ended(scrape, settings):
    settings.METRICS_DIR.mkdir()
    ended = settings.METRICS_DIR / "elsewhere-1.prom"
    ended.write_text('forsa_events_handled_total{consumer="long_ago"} 7.0\n')
    before = scrape()
    long_ago = time.time() - FORGET_AFTER_SECONDS - 1
    os.utime(ended, (long_ago, long_ago))
    after = scrape()

    assert before["forsa_events_handled_total", "long_ago"] == 7
    assert ("forsa_events_handled_total", "long_ago") not in after
    assert not ended.exists()
