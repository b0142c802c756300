import gzip

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cms.site.services import record_indicator
from events.catalogue.content import PagePublished, PageUnpublished
from tests.factories.accounts import UserFactory
from tests.factories.site import make_news, make_standard


@pytest.fixture
def centre(homes):
    return make_standard(homes, "centre")


def test_second_visit_asks_the_database_for_nothing(
    client, centre, django_assert_num_queries
):
    first = client.get("/fr/centre/")

    with django_assert_num_queries(0):
        second = Client().get("/fr/centre/")

    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert second["ETag"]


def test_visitor_who_has_the_page_gets_304(client, centre):
    first = client.get("/fr/centre/")

    again = client.get("/fr/centre/", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_page_is_kept_apart_for_who_saves_data(client, centre):
    saving = {"save-data": "on"}
    answers = [
        client.get("/fr/centre/", headers=headers)
        for headers in ({}, saving, {}, saving)
    ]

    assert ["ui/fonts" in one.text for one in answers] == [True, False, True, False]
    assert all("Save-Data" in one["Vary"] for one in answers)


def test_page_is_kept_compressed(client, centre):
    plain = client.get("/fr/centre/").content

    packed = client.get("/fr/centre/", headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain


def test_publishing_forgets_what_was_shown(client, centre, drain):
    client.get("/fr/centre/")
    centre["fr"].title = "Un autre titre"
    centre["fr"].save_revision().publish()
    drain()

    assert "Un autre titre" in client.get("/fr/centre/").content.decode()


def test_forgetting_twice_changes_nothing(client, centre, drain):
    centre["fr"].save_revision().publish()
    drain()
    drain()

    assert client.get("/fr/centre/").status_code == 200


def test_figure_forgets_what_was_shown(
    client, centre, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    client.get("/fr/centre/")
    with django_capture_on_commit_callbacks(execute=True):
        record_indicator(key="active_learners", value=80, of=None, at=timezone.now())

    with django_assert_max_num_queries(60) as queries:
        client.get("/fr/centre/")

    assert len(queries) > 0


def test_signed_in_people_are_never_served_from_it(client, centre):
    client.get("/fr/centre/")
    signed_in = Client()
    signed_in.force_login(
        UserFactory(), backend="django.contrib.auth.backends.ModelBackend"
    )

    response = signed_in.get("/fr/centre/")

    assert settings.SESSION_COOKIE_NAME in signed_in.cookies
    assert not response.has_header("ETag")


def test_error_is_not_kept(client, homes):
    client.get("/fr/centre/")
    make_standard(homes, "centre")

    assert client.get("/fr/centre/").status_code == 200


def test_languages_and_filters_are_kept_apart(client, news):
    make_news(news["fr"], "one", kind="press")

    pages = {
        path: client.get(path).content
        for path in ("/fr/news/", "/ar/news/", "/fr/news/?kind=press")
    }

    assert len(set(pages.values())) == 3
    assert {path: client.get(path).content for path in pages} == pages


def test_trackers_share_the_page_and_unknown_names_pass_by(
    client, centre, django_assert_num_queries
):
    client.get("/fr/centre/")

    with django_assert_num_queries(0):
        client.get("/fr/centre/?fbclid=abc&utm_source=x")
    assert not client.get("/fr/centre/?q=1").has_header("ETag")


def test_page_events_are_emitted_with_the_publish(centre, emitted):
    centre["fr"].unpublish()

    events = [
        event
        for event in emitted()
        if isinstance(event, PagePublished | PageUnpublished)
        and event.page_key == centre["fr"].translation_key
    ]

    assert [(type(event), event.locale) for event in events] == [
        (PagePublished, "fr"),
        (PagePublished, "ar"),
        (PagePublished, "en"),
        (PageUnpublished, "fr"),
    ]
    assert {event.kind for event in events} == {"standard"}
