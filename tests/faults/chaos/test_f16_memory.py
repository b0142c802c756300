import json
import time

import pytest

from tests.faults.chaos.crowd import Crowd
from tests.faults.chaos.memory import read_megabytes

# Starts services of its own: not again in the run on real ones.
pytestmark = [pytest.mark.slow, pytest.mark.embedded, pytest.mark.xdist_group("chaos")]
CLIENTS = 20
CONNECTS = 2_000
EVENTS = 5_000
WARM_AFTER = 0.25
MOST_GROWTH = 1.1
PATIENCE = 240


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def count_effects(stack):
    return stack.query("SELECT count(*) FROM other_effect")[0][0]


def test_f16_worker_and_socket_server_stay_as_large_as_they_are_once_warm(make_stack):
    stack = make_stack(EFFECT_SECONDS="0")
    server, worker = stack.start_server(), stack.start_witness()
    sessions = json.loads(stack.run("tests.faults.chaos.listeners", str(CLIENTS)))
    crowd = Crowd(int(server.url.rpartition(":")[2]), sessions, stays=(0.0, 0.1))
    crowd.start()
    stack.fork("burst", str(EVENTS))

    wait_until(lambda: count_effects(stack) >= WARM_AFTER * EVENTS)
    warm_worker = read_megabytes(worker)
    wait_until(lambda: crowd.connects >= WARM_AFTER * CONNECTS)
    warm_server = read_megabytes(server)
    wait_until(lambda: count_effects(stack) == EVENTS)
    wait_until(lambda: crowd.connects >= CONNECTS)
    crowd.stop()

    assert read_megabytes(worker) < MOST_GROWTH * warm_worker
    assert read_megabytes(server) < MOST_GROWTH * warm_server
