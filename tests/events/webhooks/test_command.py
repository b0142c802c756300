import json

import pytest
from django.core.management import call_command

from tests.events.webhooks.receiver import say

pytestmark = pytest.mark.django_db


def test_webhooks_tells_how_endpoints_fare(
    receiver, make_endpoint, start_lessons, deliver, capsys
):
    make_endpoint(receiver.url, name="Ministère")
    receiver.answers = [say(503)]
    start_lessons()
    deliver()

    call_command("events", "webhooks")

    (endpoint,) = json.loads(capsys.readouterr().out)
    assert (endpoint["name"], endpoint["state"], endpoint["reason"]) == (
        "Ministère",
        "waiting",
        "busy",
    )
    assert (endpoint["owed"], endpoint["dead"]) == (1, 0)


def test_drain_sends_to_endpoints_too(receiver, make_endpoint, start_lessons, capsys):
    make_endpoint(receiver.url)
    start_lessons()

    call_command("events", "drain")

    assert len(receiver.requests) == 1
    assert capsys.readouterr().out == "2 worked on\n"
