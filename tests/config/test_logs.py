import io
import json
import logging

import pytest
import structlog

from config.logs import get_logging


@pytest.fixture
def lines():
    """What the product's own handler writes, as read by a machine."""
    configuration = get_logging("INFO")["formatters"]["json"]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=configuration["foreign_pre_chain"],
        processors=configuration["processors"],
    )
    handler = logging.StreamHandler(written := io.StringIO())
    handler.setFormatter(formatter)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_request_line_names_the_pattern_and_not_the_address(client, lines):
    client.get("/health/live?q=Salma")

    line = next(each for each in lines() if each["event"] == "request")
    assert line["route"] == "health/live"
    assert line["status"] == 200
    assert "Salma" not in json.dumps(line)


def test_failed_request_keeps_the_traceback_and_loses_the_address(lines, rf):
    try:
        int("broken")
    except ValueError:
        logging.getLogger("django.request").exception(
            "%s: %s",
            "Internal Server Error",
            "/x/Salma",
            extra={"request": rf.get("/Salma")},
        )

    (line,) = lines()
    assert line["event"] == "request failed"
    assert "ValueError: invalid literal" in line["exception"]
    assert "Salma" not in json.dumps(line)
