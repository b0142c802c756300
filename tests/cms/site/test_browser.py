import itertools
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from cms.site.services import import_site
from tests.browser import DESKTOP, PHONE, assert_accessible, in_french_and_arabic
from tests.factories.site import ensure_roots, make_homes

DEMO = Path(django_settings.ROOT) / "cms" / "demo" / "site"
WIDTHS = (PHONE, DESKTOP)
PATHS = (
    "",
    "the-centre/",
    "faq/",
    "glossary/",
    "contact/",
    "programme-learners/",
    "jobs/job-web-integrator/",
    "institutions/",
    "news/",
    "news/news-signing/",
    "news/open-day/",
)


@pytest.fixture
def demo_site(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    ensure_roots()
    import_site(path=DEMO, at=timezone.localtime())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_public_pages_are_accessible(page, live_server, demo_site):
    # In one test, because the whole site comes in for it.
    for width, language, path in itertools.product(WIDTHS, ("fr", "ar"), PATHS):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{live_server.url}/{language}/{path}")
        assert_accessible(page, language=language)


@pytest.mark.django_db(transaction=True)
@in_french_and_arabic
def test_lost_visitor_finds_a_way_out(page, live_server, language, browser_guard):
    make_homes()
    browser_guard.allow_status(404)

    page.goto(f"{live_server.url}/{language}/nowhere/")

    assert_accessible(page, language=language)
    page.get_by_role("main").locator(f'a[href="/{language}/"]').click()
    assert page.url == f"{live_server.url}/{language}/"
