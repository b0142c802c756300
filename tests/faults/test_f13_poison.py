from tests.faults.backlog import owe
from tests.faults.harness import read_acknowledged

ATTEMPTS = 12
UNDECODABLE = "UPDATE events_event SET data = '{}' WHERE data->>'number' = '23'"
MENDED = """UPDATE events_event SET data = '{"number": 23}' WHERE data = '{}'"""
RAISES = """
UPDATE events_event SET data = data || '{"poison": "raises"}'
WHERE type = 'tests.dose.taken'
"""
DEAD = "SELECT stream, attempts FROM events_delivery WHERE state = 2 ORDER BY stream"
LATENCY = """
SELECT extract(epoch FROM percentile_cont(0.95) WITHIN GROUP (ORDER BY done_at - available_at))
FROM events_delivery WHERE consumer = 'have_other_effect' AND id > {last}
"""


def test_f13_poison_ends_dead_and_its_neighbours_get_through(make_site):
    site = make_site()

    assert site.run("take-doses").startswith("tests.dose.taken tells 1048576")
    site.query(UNDECODABLE)
    died = site.run("survive")

    assert died == f"died {ATTEMPTS}\n"
    dead = dict(site.query(DEAD))
    # One raised, one killed, one could not be read. The claim after the last
    # attempt finds that no worker came back from it.
    assert dead.keys() == {"dose:20", "dose:21", "dose:23"}
    assert max(dead.values()) == dead["dose:21"] == ATTEMPTS + 1
    assert len(site.count_effects()) == 36
    assert set(site.count_effects().values()) == {1}

    # After the fix.
    site.query(MENDED)
    site.run("events", "requeue-dead", "--consumer", "digest_dose")
    assert site.run("survive", ANTIDOTE="1") == "died 0\n"
    assert len(site.count_effects()) == 39
    assert set(site.count_effects().values()) == {1}


def measure_latency(site):
    """How long 95 of 100 deliveries of another lane take at most, in seconds."""
    last = site.query("SELECT coalesce(max(id), 0) FROM events_delivery")[0][0]
    read_acknowledged(site.start_emitter(200))
    site.wait_until(lambda: site.count_owed("neighbours") == 0)
    return float(site.query(LATENCY.format(last=last))[0][0])


def test_f13_poison_slows_no_other_lane(make_site):
    site = make_site()
    site.start_threads()
    measure_latency(site)
    quiet = measure_latency(site)

    owe(site, 500, event="tests.dose.taken", digest_dose="doses")
    site.query(RAISES)
    site.wait_until(site.count_tried_twice)
    poisoned = measure_latency(site)

    print(f"p95 {quiet * 1000:.0f} ms, {poisoned * 1000:.0f} ms beside poison")
    assert site.count_owed("doses") == 500
    assert poisoned < 3 * quiet + 0.2
