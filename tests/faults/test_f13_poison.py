from tests.faults.backlog import owe

ATTEMPTS = 12
UNDECODABLE = "UPDATE events_event SET data = '{}' WHERE data->>'number' = '23'"
MENDED = """UPDATE events_event SET data = '{"number": 23}' WHERE data = '{}'"""
RAISES = """
UPDATE events_event SET data = data || '{"poison": "raises"}'
WHERE type = 'tests.dose.taken'
"""
DEAD = """
SELECT event.stream, attempts FROM events_delivery AS delivery
JOIN events_event AS event ON event.id = delivery.event_id
WHERE state = 2 ORDER BY event.stream
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


def test_f13_poison_slows_no_other_lane(make_site):
    site = make_site()
    site.start_threads()
    site.measure_latency()
    quiet = site.measure_latency()

    owe(site, 500, event="tests.dose.taken", digest_dose="doses")
    site.query(RAISES)
    site.wait_until(site.count_tried_twice)
    poisoned = site.measure_latency()

    print(f"p95 {quiet * 1000:.0f} ms, {poisoned * 1000:.0f} ms beside poison")
    assert site.count_owed("doses") == 500
    assert poisoned < 3 * quiet + 0.2
