import random
import time
from collections import Counter

import pytest

from tests.faults.harness import kill, read_acknowledged

KILLS = 3


@pytest.mark.parametrize("broker", ["redis", "rabbitmq"])
def test_f01_killed_workers_lose_nothing_and_repeat_nothing(
    make_site, own_service, broker
):
    chance = random.Random(1)  # noqa: S311 -- a seed, not a secret
    site = make_site(own_service(broker).url)
    site.start_bell()
    emitters = [site.start_emitter(100) for _ in range(2)]

    for _ in range(KILLS):
        before = site.count_leased_or_done()
        worker = site.start_worker(EFFECT_SECONDS="0.02")
        site.wait_until(lambda seen=before: site.count_leased_or_done() > seen)
        time.sleep(chance.uniform(0, 0.5))
        assert site.count_unsettled() > 0
        kill(worker)
    site.start_worker()
    acknowledged = set().union(*(read_acknowledged(each) for each in emitters))
    site.wait_until_settled()

    assert len(acknowledged) == 200
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(acknowledged)
    assert site.count_tried_twice() > 0
