import uuid
from collections import Counter

import pytest

from tests.faults.harness import Site, kill

KILLS = 3


@pytest.mark.slow
@pytest.mark.embedded
def test_f22_killed_embedded_server_loses_nothing_and_repeats_nothing(tmp_path):
    site = Site(tmp_path, f"sqlite:///{tmp_path}/forsa.db")
    acknowledged = set()

    for _ in range(KILLS):
        server = site.start_server(10_000)
        for _ in range(30):
            acknowledged.add(uuid.UUID(server.stdout.readline().strip()))
        kill(server)
    threads = site.start_threads()
    site.wait_until_settled()
    kill(threads)

    stored = site.find_event_ids()
    assert acknowledged <= set(stored)
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(stored)
