import json
from contextlib import contextmanager

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


@contextmanager
def read_only(postgres, database):
    """As an operator or a fail-over leaves a database; every connection begins anew."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(postgres, autocommit=True) as connection:
        for state in ("on", "off"):
            connection.execute(
                f'ALTER DATABASE "{database}" SET default_transaction_read_only = {state}'
            )
            connection.execute(end, [database])
            if state == "on":
                yield


def test_f19_read_only_database_refuses_and_recovers(portal, postgres_url):
    facts = json.loads(portal.run("tests.journeys.facts", "learner-ar"))
    educator, learner = Visitor(portal.url), Visitor(portal.url)
    educator.sign_in("educator", PASSWORD)
    learner.sign_in("learner-ar", PASSWORD)
    tick = f"/desk/groups/{facts['group']}/tick/"
    begin = f"/portal/lessons/{facts['lesson']}/"
    ticked = educator.read_form(tick)
    ticked |= {"lesson": facts["lesson"], "learners": [facts["learner"]]}
    begun = learner.read_form(begin)

    database = portal.environment["DATABASE_URL"].rpartition("/")[2]
    with read_only(postgres_url, database):
        answers = [educator.post(tick, ticked), learner.post(f"{begin}begin/", begun)]
        pages = [educator.get("/desk/"), learner.get("/fr/")]

    # Nothing is taken, each is told in their language, and reading goes on.
    assert [status for status, _ in answers] == [503, 503]
    assert [
        page.count(f'<html lang="{code}"')
        for (_, page), code in zip(answers, ("fr", "ar"), strict=True)
    ] == [1, 1]
    assert [status for status, _ in pages] == [200, 200]
    assert educator.post(tick, ticked)[0] == 302
    assert learner.post(f"{begin}begin/", begun)[0] == 302
