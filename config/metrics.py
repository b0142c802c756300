"""The page that Prometheus reads: what is owed now, and what the processes have counted."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from events import queries
from events.metrics import read_figures
from lms.operations.queries import find_services


@never_cache
@require_GET
def expose(request: HttpRequest) -> HttpResponse:
    """Answer who bears the token of the settings; where there is none, there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "")
    if not constant_time_compare(said, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Everything())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Everything:
    """What a scrape shows; without a database, that it is down and what was counted."""

    def collect(self) -> Iterator[Metric]:
        services = find_services()
        up = GaugeMetricFamily(
            "forsa_service_up", "Whether a service answers.", labels=["service"]
        )
        for name, is_up in services.items():
            up.add_metric([name], is_up)
        yield up
        if services["database"]:
            yield from _find_owed()
        yield from read_figures()


def _find_owed() -> Iterator[Metric]:
    labels = ["consumer", "lane"]
    owed = GaugeMetricFamily(
        "forsa_events_owed", "Deliveries that are owed.", labels=labels
    )
    scheduled = GaugeMetricFamily(
        "forsa_events_scheduled",
        "Of the deliveries that are owed, those that aren't due yet.",
        labels=labels,
    )
    dead = GaugeMetricFamily(
        "forsa_events_dead", "Deliveries that wait for a person.", labels=labels
    )
    oldest = GaugeMetricFamily(
        "forsa_events_oldest_seconds",
        "For how long the oldest delivery that is due has been.",
        labels=labels,
    )
    statuses = queries.find_consumer_statuses()
    for status in statuses:
        names = [status.consumer, status.lane]
        owed.add_metric(names, status.owed)
        scheduled.add_metric(names, status.scheduled)
        dead.add_metric(names, status.dead)
        oldest.add_metric(names, status.oldest_seconds)
    paused = GaugeMetricFamily(
        "forsa_events_lane_paused",
        "Whether a lane waits for what it depends on.",
        labels=["lane"],
    )
    by_hand = GaugeMetricFamily(
        "forsa_events_lane_paused_by_hand",
        "Whether a person has paused a lane.",
        labels=["lane"],
    )
    for lane in queries.find_lane_statuses(statuses):
        paused.add_metric([lane.lane], lane.is_waiting)
        by_hand.add_metric([lane.lane], lane.is_paused)
    yield from (owed, scheduled, dead, oldest, paused, by_hand)
