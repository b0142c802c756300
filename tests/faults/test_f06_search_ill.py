import json
import os
import time
import uuid

import elasticsearch
import pytest

from tests.faults.backlog import owe
from tests.faults.gateway import FAULTS, Gateway

PAGES = 60
OUTAGE_SECONDS = float(os.environ.get("FAULTS_OUTAGE_SECONDS", "4"))
LATENCY_SECONDS = float(os.environ.get("FAULTS_LATENCY_SECONDS", "3"))
"""Longer than the lease lasts here, two seconds."""
DELIVERIES = """
SELECT count(*), max(attempts), count(*) FILTER (WHERE state = 1)
FROM events_delivery WHERE consumer = 'index_page'
"""


@pytest.fixture
def gateway(elasticsearch_url):
    gateway = Gateway(elasticsearch_url, seed=6, latency=LATENCY_SECONDS)
    yield gateway
    gateway.shutdown()
    gateway.server_close()


@pytest.fixture
def alias(elasticsearch_url):
    name = f"f06-{uuid.uuid4().hex[:12]}"
    yield name
    with elasticsearch.Elasticsearch(elasticsearch_url) as client:
        for index in client.indices.get(index=f"{name}-*"):
            client.indices.delete(index=index)


def test_f06_ill_engine_delays_its_lane_and_nobody_else(make_site, gateway, alias):
    site = make_site()
    engine = {"ELASTICSEARCH_URL": gateway.url, "SEARCH_INDEX": alias}
    # Two processes, so that what one holds too long the other would take.
    for _ in range(2):
        site.start_threads(**engine)
    quiet = max(site.measure_latency(60) for _ in range(2))

    for version, fault in enumerate(FAULTS, start=1):
        before, gateway.fault = gateway.harmed, fault
        began = time.monotonic()
        owe(
            site, PAGES, event="tests.page.written", version=version, index_page="pages"
        )
        site.wait_until(lambda seen=before: gateway.harmed > seen)
        disturbed = site.measure_latency(60)
        time.sleep(max(0, began + OUTAGE_SECONDS - time.monotonic()))
        owed = site.count_owed("pages")
        gateway.fault = ""
        site.wait_until(lambda: site.count_owed("pages") == 0, seconds=120)

        print(f"{fault}: p95 {quiet * 1000:.0f} ms, then {disturbed * 1000:.0f} ms")
        assert (owed > 0) or fault in {"partial", "slow"}
        assert disturbed < 3 * quiet + 0.5
        # Everything is delivered, nothing dead, and no attempt was for nothing.
        assert site.query(DELIVERIES) == [(PAGES * version, 1, PAGES * version)]

    status = json.loads(site.run("search", "status", "--format", "json", **engine))
    assert status["documents"] == {"projection": PAGES, "index": PAGES}
    assert status["lag"] == 0
