import pytest
from django.test import RequestFactory
from django.utils import translation
from django.views.defaults import bad_request, permission_denied
from django_htmx.middleware import HtmxDetails

from ui.views import server_error


@pytest.fixture
def request_for():
    def build(*, htmx=False):
        headers = {"HX-Request": "true"} if htmx else {}
        request = RequestFactory().get("/portal/lessons/", headers=headers)
        request.htmx = HtmxDetails(request)
        return request

    return build


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_broken_page_asks_no_database(request_for, language, direction):
    with translation.override(language):
        response = server_error(request_for())

    page = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert 'href="/portal/lessons/"' in page


def test_broken_fragment_is_only_its_words(request_for):
    page = server_error(request_for(htmx=True)).content.decode()

    assert ("<html" in page, "state-500.svg" in page) == (False, True)


@pytest.mark.parametrize("htmx", [True, False])
def test_forbidden_page_shows_ways_out(request_for, htmx, db):
    page = permission_denied(request_for(htmx=htmx), PermissionError()).content.decode()

    assert ("<html" in page, 'href="/portal/"' in page) == (not htmx, True)


def test_bad_request_has_a_page(request_for, db):
    page = bad_request(request_for(), ValueError()).content.decode()

    assert ("state-500.svg" in page, "<h1>" in page) == (True, True)


def test_refused_token_has_a_page(client, db):
    client.handler.enforce_csrf_checks = True
    response = client.post("/language/", {"language": "ar"})

    assert response.status_code == 403
    assert "state-403.svg" in response.content.decode()
