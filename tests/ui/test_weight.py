import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from tests.browser import assert_accessible

HEADERS = 300  # bytes the browser counts for each answer


@pytest.fixture
def lesson_urls(settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [Path(__file__).parent / "templates"]}]


def weight(page):
    """What a first view weighs as whitenoise serves it: text compressed, fonts as they are."""
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    files = {
        address: Path(finders.find(urlsplit(address).path.removeprefix("/static/")))
        for address in loaded
    }
    sizes = {
        file.name: file.stat().st_size
        if file.suffix == ".woff2"
        else len(gzip.compress(file.read_bytes(), 9))
        for file in files.values()
    }
    document = len(gzip.compress(page.content().encode(), 6))
    return document + sum(sizes.values()) + HEADERS * (len(sizes) + 1), sizes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen_width", [360])
@pytest.mark.parametrize(("language", "kilobytes"), [("fr", 50), ("ar", 75)])
def test_lesson_weighs_little_and_is_accessible(
    page, live_server, lesson_urls, language, kilobytes
):
    page.goto(f"{live_server.url}/lesson/{language}/", wait_until="networkidle")
    total, sizes = weight(page)

    assert total <= kilobytes * 1000, sizes
    assert_accessible(page, language=language)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen_width", [360])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_lesson_comes_without_fonts_for_who_saves_data(
    page, live_server, lesson_urls, language
):
    page.set_extra_http_headers({"Save-Data": "on"})
    page.goto(f"{live_server.url}/lesson/{language}/", wait_until="networkidle")
    total, sizes = weight(page)

    assert not [name for name in sizes if name.endswith(".woff2")]
    assert total <= 30 * 1000, sizes
