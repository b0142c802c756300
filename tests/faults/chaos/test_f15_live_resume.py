import json
import random
import time

import pytest

from tests.faults.chaos.crowd import Crowd

# Starts services of its own: not again in the run on real ones.
pytestmark = [pytest.mark.slow, pytest.mark.embedded, pytest.mark.xdist_group("chaos")]
CLIENTS = 200
TOLD = 10
EVERY = 1.0
KILLS = 5
STAYS = (1.0, 30.0)
LONGEST_CATCH_UP = 20.0


def wait_until_told(stack, number):
    deadline = time.monotonic() + 60
    while stack.count_told()[0] < number:
        assert time.monotonic() < deadline, stack.read_log()[-3000:]
        time.sleep(0.05)


def test_f15_every_live_client_learns_of_everything_once(make_stack):
    chance = random.Random(15)  # noqa: S311 -- a seed, not a secret
    # Of all the rings that are sent at once, the layer keeps one.
    stack = make_stack(LAYER_CAPACITY="1")
    server = stack.start_server()
    stack.start(workers=1, emitters=0)
    sessions = json.loads(stack.run("tests.faults.chaos.listeners", str(CLIENTS)))
    crowd = Crowd(int(server.url.rpartition(":")[2]), sessions, stays=STAYS)
    crowd.start()

    stack.fork("crier", str(TOLD), str(EVERY))
    for kill in range(KILLS):
        wait_until_told(stack, 2 * kill + 1)
        time.sleep(chance.uniform(0, EVERY))
        stack.services["redis"].kill()
        time.sleep(chance.uniform(0, EVERY))
        stack.services["redis"].start()
    wait_until_told(stack, TOLD)
    seconds = crowd.wait_until_heard(TOLD, seconds=LONGEST_CATCH_UP)
    crowd.stop()

    assert crowd.count_wrong(TOLD) == 0, crowd.describe()
    assert seconds < LONGEST_CATCH_UP
    assert crowd.connects > CLIENTS
