from collections import Counter

import pytest

from tests.faults.harness import read_acknowledged


@pytest.mark.parametrize("broker", ["", "redis"])
def test_f21_worker_that_is_told_to_stop_leaves_no_lease(
    make_site, own_service, broker
):
    site = make_site(own_service(broker).url if broker else "")
    if broker:
        site.start_bell()
    start = site.start_worker if broker else site.start_threads
    acknowledged = read_acknowledged(site.start_emitter(200))

    worker = start(EFFECT_SECONDS="0.02")
    site.wait_until(site.count_effects)
    worker.terminate()
    worker.wait(timeout=20)
    leased = site.count_leased()
    unsettled = site.count_unsettled()
    start()
    site.wait_until_settled()

    assert unsettled > 0
    assert leased == 0
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(acknowledged)
