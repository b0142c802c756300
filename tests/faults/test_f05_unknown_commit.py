import json
import re
import time

import psycopg
import pytest

from tests.faults.visitor import Visitor
from tests.journeys.product import PASSWORD

# Starts the product: not again in the run on real services.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.services,
    pytest.mark.embedded,
    pytest.mark.xdist_group("journeys"),
]
OWED = "SELECT count(*) FROM events_delivery WHERE state = 0 AND lane = 'notifications'"
COUNTS = {
    "records": "SELECT count(*) FROM lms_ledgerentry WHERE idempotency_key = %(key)s",
    "events": "SELECT count(*) FROM events_event"
    " WHERE type = 'learning.lesson.completed' AND data->>'learner_key' = %(learner)s",
    "notifications": "SELECT count(*) FROM lms_notification AS told"
    " JOIN lms_user AS learner ON learner.id = told.recipient_id"
    " WHERE kind = 'lesson_completed' AND learner.key = %(learner)s",
}


def test_f05_act_whose_commit_was_not_answered_counts_once(portal, wire):
    facts = json.loads(portal.run("tests.journeys.facts", "learner"))
    educator = Visitor(portal.url)
    educator.sign_in("educator", PASSWORD)
    path = f"/desk/groups/{facts['group']}/tick/"
    fields = educator.read_form(path)
    fields |= {"lesson": facts["lesson"], "learners": [facts["learner"]]}

    # The educator ticks a lesson; the database commits, and nobody hears of it.
    wire.cut_commit(of=b"learning.lesson.completed")
    status, page = educator.post(path, fields)
    assert (status, wire.cuts) == (503, 1)
    assert re.search(r'<html lang="fr"', page)
    # They go back and send the same form again.
    assert educator.post(path, fields)[0] == 302

    asked = {**facts, "key": fields["idempotency_key"]}
    url = portal.environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(OWED).fetchone()[0]:
            time.sleep(0.1)
        counted = {
            what: connection.execute(sql, asked).fetchone()[0]
            for what, sql in COUNTS.items()
        }
    assert counted == {"records": 1, "events": 1, "notifications": 1}
