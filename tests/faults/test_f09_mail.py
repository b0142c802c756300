import pytest

from lms.notifications import queries
from tests.faults.letters import (
    count_states,
    drain_mail,
    owe_letters,
    run_killed_workers,
)

# What a server can do wrong, and how a letter is left by it.
MOODS = {
    "MAIL 421 Closing": "owed",
    "RCPT 450 Greylisted": "owed",
    "DATA 451 Try later": "owed",
    "cut before": "owed",
    "RCPT 550 5.7.1 Not here": "failed",
    "DATA 554 No": "failed",
    "cut after": "unknown",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mood", "left"), MOODS.items())
def test_f09_whatever_the_server_does_nobody_gets_two(mail_server, mood, left):
    owe_letters(3)
    mail_server.mood = mood

    drain_mail()
    assert count_states() == {left: 3}
    mail_server.mood = ""
    drain_mail()

    assert count_states() == {left if left != "owed" else "sent": 3}
    copies = mail_server.count_copies()
    assert set(copies.values()) <= {1}
    assert len(copies) == (0 if left == "failed" else 3)


@pytest.mark.django_db(transaction=True)
def test_f09_server_that_is_away_holds_everything_and_burns_no_attempt(mail_server):
    owe_letters(3)
    mail_server.stop()

    for _ in range(15):
        drain_mail()
    assert count_states() == {"owed": 3}
    mail_server.start()
    drain_mail()

    assert count_states() == {"sent": 3}
    assert set(mail_server.count_copies().values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_f09_killed_workers_send_nothing_twice_and_hide_nothing(mail_sink):
    owed = 250
    owe_letters(owed)
    # Long enough that a worker is often killed between DATA and its answer.
    mail_sink.seconds = 0.03

    kills = run_killed_workers(mail_sink, seconds=18, seed=9)

    states = count_states()
    print(f"{kills} kills, {states}")
    copies = mail_sink.count_copies()
    assert kills >= 20
    assert set(copies.values()) == {1}
    assert 0 < states["unknown"] <= kills
    assert sum(states[one] for one in ("sent", "unknown", "failed")) == owed
    assert len(copies) >= states["sent"]
    assert queries.find_unknown_dispatches().count() == states["unknown"]
