import pytest

from lms.notifications.carriers import OutcomeUnknown, open_carrier
from lms.notifications.values import Letter


def make_letter(text="Salam"):
    return Letter(
        address="driss@example.org",
        sender="Forsa <forsa@example.org>",
        subject="نجاح",
        text=text,
        html="<p>Salam</p>",
        message_ref="<1@localhost>",
        unsubscribe_url="http://localhost/u/",
    )


def carry(letter):
    with open_carrier("email") as carrier:
        carrier.prepare(letter)
        return carrier.transmit()


def test_lines_of_dots_do_not_end_a_letter(mail_server):
    carry(make_letter(".\n..\nlast"))

    [copy] = mail_server.accepted
    text = copy.message.get_body(("plain",)).get_content()
    assert text.splitlines() == [".", "..", "last"]


def test_letter_arrives_as_it_was_written(mail_server):
    answer = carry(make_letter())

    [copy] = mail_server.accepted
    assert answer == "250 2.0.0 kept as 1"
    assert copy.recipient == "driss@example.org"
    assert copy.message["Subject"] == "نجاح"
    assert copy.message["From"] == "Forsa <forsa@example.org>"
    assert copy.message["Auto-Submitted"] == "auto-generated"
    assert copy.message["List-Unsubscribe"] == "<http://localhost/u/>"


def test_prepared_letter_may_be_given_up(mail_server):
    with open_carrier("email") as carrier:
        carrier.prepare(make_letter())
        carrier.give_up()
        carrier.prepare(make_letter())
        carrier.transmit()

    assert len(mail_server.accepted) == 1


def test_server_that_is_too_slow_to_answer_leaves_it_unknown(mail_server):
    mail_server.seconds = 1.2

    with pytest.raises(OutcomeUnknown):
        carry(make_letter())
