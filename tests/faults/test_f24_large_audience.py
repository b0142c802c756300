import pytest

from tests.faults.audience import EDUCATORS

PEOPLE = 5_000


@pytest.mark.slow
def test_f24_each_of_five_thousand_is_told_once_while_the_worker_is_killed(make_site):
    site = make_site()
    site.run("gather", str(PEOPLE))

    told_at_kills = site.run("tell-and-die", EVENTS_LEASE_SECONDS="1").split()

    assert len(told_at_kills) >= 3
    # Nobody begins again: each goes on from where the one before was killed.
    assert told_at_kills == sorted(told_at_kills, key=int)
    announcements = site.query(
        "SELECT count(*), count(DISTINCT recipient_id) FROM lms_notification"
        " GROUP BY params ->> 'announcement_key' ORDER BY 1"
    )
    assert announcements == [(EDUCATORS, EDUCATORS), (PEOPLE, PEOPLE)]
    gaps = site.query(
        "SELECT recipient_id FROM lms_notification GROUP BY recipient_id"
        " HAVING max(seq) <> count(*) OR min(seq) <> 1"
    )
    assert gaps == []
    miscounted = site.query(
        "SELECT recipient_id FROM lms_mailbox WHERE last_seq <> (SELECT count(*)"
        " FROM lms_notification WHERE recipient_id = lms_mailbox.recipient_id)"
    )
    assert miscounted == []
