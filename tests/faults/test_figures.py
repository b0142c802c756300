import shutil
from collections import Counter

from events.metrics import read_figures
from tests.faults.harness import read_acknowledged

TOKEN = {"METRICS_TOKEN": "long-and-random"}


def add_up(name):
    """What all processes together have counted, by consumer or lane."""
    figures = Counter()
    for family in read_figures():
        for sample in family.samples:
            if sample.name == name:
                labels = sample.labels
                figures[labels.get("consumer") or labels["lane"]] += sample.value
    return figures


def test_figures_of_workers_are_those_of_their_effects_and_cost_none(
    make_site, own_service, settings
):
    site = make_site(own_service("redis").url)
    settings.METRICS_DIR = site.folder / "metrics"
    site.start_bell()
    site.start_worker(**TOKEN)
    read_acknowledged(site.start_emitter(100))
    site.wait_until_settled()
    site.wait_until(
        lambda: (
            add_up("forsa_events_handled_total")
            == {"have_effect": 100, "have_other_effect": 100}
        )
    )

    claims = add_up("forsa_events_ring_to_claim_seconds_count")
    assert claims == {"effects": 100, "neighbours": 100}

    # Where they cannot be written, deliveries go on.
    shutil.rmtree(settings.METRICS_DIR)
    settings.METRICS_DIR.write_text("a file where the folder should be")
    read_acknowledged(site.start_emitter(20))
    site.wait_until_settled()
    log = site.folder / "processes.log"
    site.wait_until(lambda: "figures were not written" in log.read_text())
    assert site.count_effects().total() == 120
