from collections import Counter

from events.failpoints import POINTS


def test_f02_a_death_at_each_failpoint_loses_and_repeats_nothing(make_site):
    site = make_site()

    died_at, acknowledged = site.run_crashes()

    assert died_at == POINTS
    for table in ("effect", "other_effect"):
        effects = site.count_effects(table)
        # A commit whose acknowledgement died with the process is kept, too.
        assert effects.keys() >= acknowledged
        assert effects == Counter(site.find_event_ids())
