import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines
from django.urls import reverse
from django.utils import translation

FRAMES = ["site", "app", "lesson", "centred", "state"]


@pytest.fixture
def drawn_page(rf, db):
    def render(frame, *, path="/fr/", blocks="", language="fr", **context):
        source = f'{{% extends "ui/{frame}.html" %}}{{% load ui %}}{blocks}'
        request = context.pop("request", None) or rf.get(path)
        with translation.override(language):
            return engines["django"].from_string(source).render(context, request)

    return render


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")]
)
def test_frame_says_its_language_and_direction(drawn_page, frame, language, direction):
    drawn = drawn_page(frame, language=language)

    assert f'<html lang="{language}" dir="{direction}"' in drawn
    assert (drawn.count('<main id="content"'), drawn.count('href="#content"')) == (1, 1)


def test_languages_are_links_where_the_address_names_one(drawn_page):
    drawn = drawn_page("site", path="/fr/recherche/?q=ia")

    assert '<form class="langs"' not in drawn
    assert 'hreflang="ar"' in drawn


def test_languages_follow_what_a_view_knows_better(drawn_page):
    drawn = drawn_page("site", path="/fr/x/", language_urls={"ar": "/ar/y/"})

    assert 'href="/ar/y/" hreflang="ar"' in drawn
    assert 'hreflang="en"' not in drawn


def test_languages_are_a_form_where_the_address_names_none(drawn_page):
    drawn = drawn_page("app", path="/portal/?a=1")

    assert (
        f'<form class="langs" method="post" action="{reverse("ui:language")}">' in drawn
    )
    assert 'name="next" value="/portal/?a=1"' in drawn


def test_choice_of_a_language_is_kept(client):
    response = client.post(
        reverse("ui:language"), {"language": "ar", "next": "/account/login/"}
    )

    assert response.headers["Location"] == "/account/login/"
    assert client.cookies["django_language"].value == "ar"


def test_messages_are_read_aloud(drawn_page, rf):
    request = rf.get("/portal/")
    setattr(request, "_messages", CookieStorage(request))  # noqa: B010 -- where Django keeps them
    messages.success(request, "Saved <b>")
    messages.info(request, "By the way")
    drawn = drawn_page("app", request=request)

    assert '<div class="stack messages" role="status">' in drawn
    assert (drawn.count('class="note note--good"'), drawn.count('class="note"')) == (
        1,
        1,
    )
    assert "Saved &lt;b&gt;" in drawn


def test_htmx_inherits_the_token_of_the_page(drawn_page):
    drawn = drawn_page(
        "app", path="/portal/", blocks="{% block scripts %}{% htmx %}{% endblock %}"
    )

    assert 'data-hx-headers:inherited=\'{"X-CSRFToken": "' in drawn
    assert 'src="/static/ui/htmx.min.js" defer' in drawn


def test_public_pages_are_the_same_for_everybody(drawn_page):
    drawn = drawn_page("site")

    assert ("csrf" in drawn.lower(), "htmx.min.js" in drawn) == (False, False)
