import os

import psycopg

from tests.faults.backlog import owe

CHURN = int(os.environ.get("FAULTS_CHURN", "50000"))
"""Deliveries settled while the transaction is open: four minutes of 200 a second."""
MEASURED, WINDOW = 2_000, 200


def measure_rate(site, versions):
    """Deliveries a second at best: a neighbour may slow down all of one measurement."""
    return max(measure_once(site, version) for version in versions)


def measure_once(site, version):
    """In the best stretch, which other work on the machine disturbs least."""
    owe(site, MEASURED, version=version, have_effect="effects")
    site.run("events", "drain", "--lane", "effects")
    (seconds,) = site.query(f"""
        SELECT min(extract(epoch FROM took)) FROM (
            SELECT done_at - lag(done_at, {WINDOW}) OVER (ORDER BY done_at) AS took
            FROM events_delivery AS delivery
            JOIN events_event AS event ON event.id = delivery.event_id
            WHERE event.stream_version = {version}
        ) AS stretch
    """)[0]  # noqa: S608 -- numbers of ours
    return WINDOW / float(seconds)


def churn(site, version):
    """Claim and settle as workers do, each of which leaves a dead row behind."""
    owe(site, CHURN, version=version, have_effect="effects")
    site.query("UPDATE events_delivery SET lease_until = now() WHERE state = 0")
    site.query("UPDATE events_delivery SET state = 1, done_at = now() WHERE state = 0")
    site.query("VACUUM ANALYZE events_delivery")


def test_f11_transaction_that_stays_open_halves_no_rate(make_site):
    site = make_site()
    dead_rows = (
        "SELECT n_dead_tup FROM pg_stat_all_tables WHERE relname = 'events_delivery'"
    )
    baseline = measure_rate(site, (1, 2, 3))

    with psycopg.connect(site.database_url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT count(*) FROM events_delivery")
        churn(site, 4)
        # Nothing of it can be cleared away: the open transaction might look at it.
        assert site.query(dead_rows)[0][0] >= 2 * CHURN
        held = measure_rate(site, (5, 6, 7))
    site.query("VACUUM events_delivery")
    after = measure_rate(site, (8, 9, 10))

    print(f"{baseline:.0f}/s, {held:.0f}/s while held, {after:.0f}/s after")
    assert held >= baseline / 2
    assert after >= baseline / 2
    assert site.query(dead_rows)[0][0] < CHURN
    assert site.count_unsettled() == 0
