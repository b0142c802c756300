from collections import Counter

from tests.faults.harness import read_acknowledged


def test_f04_killed_database_keeps_all_it_acknowledged(make_site):
    site = make_site()
    site.start_threads(EFFECT_SECONDS="0.005")
    emitter = site.start_emitter(300)

    for _ in range(2):
        before = len(site.count_effects())
        site.wait_until(lambda seen=before: len(site.count_effects()) > seen)
        site.database.kill()
        site.database.start()
    acknowledged = read_acknowledged(emitter)
    site.wait_until_settled()

    # The answer to a commit may be lost with the connection: then the event is
    # there, and its emitter doesn't know.
    stored = site.find_event_ids()
    assert acknowledged <= set(stored)
    for table in ("effect", "other_effect"):
        assert site.count_effects(table) == Counter(stored)
