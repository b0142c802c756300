from pathlib import Path

import pytest


@pytest.mark.django_db(transaction=True)
def test_htmx_sends_the_token_it_inherits(page, live_server, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [Path(__file__).parent / "templates"]}]
    page.goto(f"{live_server.url}/echo/")

    page.get_by_role("button", name="Say").click()
    page.get_by_text("heard True").wait_for()

    assert page.locator("style").count() == 0
