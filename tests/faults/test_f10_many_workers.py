from collections import Counter

from tests.faults.backlog import owe

WORKERS = 8
DELIVERIES = 10_000


def test_f10_eight_processes_handle_each_delivery_once(make_site):
    site = make_site()
    site.query(
        "CREATE TABLE tally AS SELECT id, 0 AS votes FROM generate_series(0, 99) AS id"
    )
    owe(site, DELIVERIES, event="tests.vote.cast", count_vote="votes")

    site.run("crowd", str(WORKERS))

    assert site.count_effects() == Counter(site.find_event_ids())
    assert site.count_unsettled() == 0
    assert site.query("SELECT sum(votes) FROM tally") == [(DELIVERIES,)]
    assert site.query("SELECT sum(deadlocks) FROM pg_stat_database") == [(0,)]
