import os
import signal
import time
from collections import Counter

from tests.faults.harness import read_acknowledged


def test_f12_worker_that_stalls_past_its_lease_repeats_nothing(make_site):
    site = make_site()
    stalled = site.start_threads(EFFECT_SECONDS="0.02")
    acknowledged = read_acknowledged(site.start_emitter(200))
    site.wait_until(site.count_effects)

    os.kill(stalled.pid, signal.SIGSTOP)
    site.start_threads()
    unsettled = site.count_unsettled()
    site.wait_until(lambda: site.count_unsettled() < unsettled)
    # Twice as long as a lease lasts here.
    time.sleep(4)
    os.kill(stalled.pid, signal.SIGCONT)
    site.wait_until_settled()

    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(acknowledged)
