import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import translation
from django.views.defaults import bad_request, permission_denied
from django_htmx.middleware import HtmxDetails

from ui.views import server_error


@pytest.fixture
def request_for():
    def build(*, htmx=False, method="get"):
        headers = {"HX-Request": "true"} if htmx else {}
        request = RequestFactory().generic(
            method.upper(), "/portal/lessons/", headers=headers
        )
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


def break_with(error):
    raise error


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("database or disk is full"), 503), (KeyError(), 500)],
)
def test_write_that_finds_no_room_was_not_saved(request_for, error, status):
    with translation.override("en"):
        try:
            break_with(error)
        except type(error):
            response = server_error(request_for(method="post"))

    assert response.status_code == status
    is_told = "What you just sent was not saved" in response.content.decode()
    assert is_told == (status == 503) == ("Retry-After" in response.headers)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="what SQLite calls it")
def test_faulty_statement_is_no_full_disk(request_for, db):
    try:
        connection.cursor().execute("SELECT nothing FROM nowhere")
    except OperationalError:
        response = server_error(request_for())

    assert response.status_code == 500


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
