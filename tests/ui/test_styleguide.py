import pytest
from django.urls import reverse

from tests.browser import assert_accessible, in_french_and_arabic, on_phone_and_desktop


def test_styleguide_is_not_for_visitors(client, db):
    response = client.get(reverse("ui:styleguide"), follow=True)

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("language", "status"), [("fr", 200), ("ar", 200), ("en", 200), ("xx", 404)]
)
def test_styleguide_speaks_every_language(client, db, settings, language, status):
    settings.DEMO = True

    response = client.get(reverse("ui:styleguide"), {"lang": language}, follow=True)

    assert response.status_code == status


@pytest.mark.django_db(transaction=True)
@on_phone_and_desktop
@in_french_and_arabic
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_styleguide_is_accessible(page, live_server, settings, language, theme):
    settings.DEMO = True

    page.goto(f"{live_server.url}/_styleguide/?lang={language}&theme={theme}")

    assert_accessible(page, language=language)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen_width", [320])
@in_french_and_arabic
def test_styleguide_fits_the_narrowest_screen(page, live_server, settings, language):
    settings.DEMO = True

    page.goto(f"{live_server.url}/_styleguide/?lang={language}")

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.django_db(transaction=True)
def test_dialog_opens_from_its_link_and_closes(page, live_server, settings):
    settings.DEMO = True
    page.goto(f"{live_server.url}/_styleguide/?lang=en")

    page.get_by_role("link", name="Delete the draft").click()
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible()

    dialog.get_by_role("button", name="Keep").click()
    assert not dialog.is_visible()


@pytest.mark.django_db(transaction=True)
def test_theme_is_kept_on_the_device(page, live_server, settings):
    settings.DEMO = True
    page.goto(f"{live_server.url}/_styleguide/?lang=en")

    page.get_by_label("Dark", exact=True).check()
    page.reload()

    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_by_label("Dark", exact=True).is_checked()
