import json
import subprocess
import sys
import time
from collections import Counter

import psycopg
import pytest
import redis

from tests.journeys.product import ROOT

# Starts services of its own: not again in the run on real ones.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.services,
    pytest.mark.embedded,
    pytest.mark.xdist_group("journeys"),
]
SETTLED_WITHIN = 180
KILLS = 3


def start_completions(product):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.completions"],
        cwd=ROOT,
        env={**product.environment, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_settled(product):
    deadline = time.monotonic() + SETTLED_WITHIN
    while time.monotonic() < deadline:
        status = json.loads(product.manage("events", "status", "--format", "json"))
        if not any(each["owed"] for each in status):
            return status
        time.sleep(1)
    pytest.fail(f"still owed: {status}")


def count_told(product):
    with psycopg.connect(product.environment["DATABASE_URL"]) as connection:
        count = "SELECT count(*) FROM lms_notification WHERE kind = 'lesson_completed'"
        return connection.execute(count).fetchone()[0]


def wait_until_told_of_more(product):
    """The worker that is to be killed is in the middle of its work."""
    before, deadline = count_told(product), time.monotonic() + SETTLED_WITHIN
    while count_told(product) == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def read_outcome(product):
    outcome = json.loads(product.run("tests.journeys.outcome"))
    return Counter(map(tuple, outcome["told"])), outcome["titles"]


@pytest.mark.parametrize("product", ["redis"], indirect=True)
def test_wiped_broker_and_killed_worker_cost_nobody_a_notification(product):
    told_before, _ = read_outcome(product)
    completing = start_completions(product)
    with redis.Redis.from_url(product.environment["BROKER_URL"]) as broker:
        for _ in range(KILLS):
            wait_until_told_of_more(product)
            # All that the product has there: rings, sockets' messages, the cache.
            # Not FLUSHALL, because other tests have databases beside it.
            broker.flushdb()
            product.processes["worker"].kill()
            product.processes["worker"].start()
    written = json.loads(completing.communicate()[0])
    status = wait_until_settled(product)

    told, titles = read_outcome(product)
    assert len(written["acknowledged"]) == 200
    assert told - told_before == Counter(map(tuple, written["acknowledged"]))
    assert [each for each in status if each["dead"]] == []
    assert written["title"] in titles
    search = json.loads(product.manage("search", "status", "--format", "json"))
    assert (search["lag"], search["owed"]) == (0, 0)
