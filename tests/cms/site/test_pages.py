import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms.api import get_public_document
from cms.site.models import StandardPage
from tests.factories.site import (
    LANGUAGES,
    make_menu_entry,
    make_news,
    make_page,
    make_programme,
    make_standard,
    make_value,
    text_body,
)

in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def read(response):
    return response.content.decode()


@in_every_language
def test_each_page_type_answers_in_each_language(client, homes, news, language):
    make_standard(homes, "centre")
    make_programme(homes)
    make_news(news[language], "signing", language=language, body=text_body())

    for path in ("", "centre/", "programme/", "news/", "news/signing/"):
        response = client.get(f"/{language}/{path}")
        html = read(response)
        assert response.status_code == 200
        assert f'<html lang="{language}"' in html
        assert html.count("<h1") == (1 if path else 0)
        assert 'rel="canonical"' in html


def test_root_leads_to_the_language_of_the_browser(client, homes):
    response = client.get("/", headers={"accept-language": "ar,fr;q=0.8"})

    assert response.url == "/ar/"
    assert "Accept-Language" in response["Vary"]


def test_language_switch_leads_to_the_same_page(client, homes):
    make_standard(homes, "centre")

    html = read(client.get("/fr/centre/"))

    assert 'href="/ar/centre/" hreflang="ar"' in html
    assert 'rel="alternate" hreflang="en" href="http://testserver/en/centre/"' in html


def test_page_without_translation_says_so_and_leads_back(client, homes):
    pages = make_standard(homes, "centre", languages=("fr",))
    key = pages["fr"].translation_key

    html = read(client.get("/fr/centre/"))
    fallback = client.get(f"/ar/untranslated/{key}/")

    assert f'href="/ar/untranslated/{key}/"' in html
    assert fallback.status_code == 200
    assert 'href="/fr/centre/"' in read(fallback)


def test_untranslated_leads_to_the_page_once_it_is_translated(client, homes):
    pages = make_standard(homes, "centre")

    response = client.get(f"/ar/untranslated/{pages['fr'].translation_key}/")

    assert response.url == "/ar/centre/"


def test_unknown_page_keeps_the_frame_of_the_site(client, homes):
    pages = make_standard(homes, "centre")
    make_menu_entry(pages["fr"], place="footer")

    response = client.get("/fr/nowhere/")

    assert response.status_code == 404
    assert 'href="/fr/centre/"' in read(response)
    assert 'href="/fr/"' in read(response)


def test_menu_leaves_out_what_is_not_published(client, homes):
    pages = make_standard(homes, "centre")
    make_menu_entry(pages["fr"], place="footer")
    pages["fr"].unpublish()

    html = read(client.get("/fr/"))

    assert "/fr/centre/" not in html


def test_values_stand_where_texts_name_them(client, homes):
    make_value("phone", "+212000000001")
    make_value("host", when_empty_fr="un hébergeur", when_empty_ar="مستضيف")
    make_standard(
        homes, "contact", body=text_body("Appelez {{phone}}, {{host}}, {{other}}.")
    )

    html = read(client.get("/fr/contact/"))

    assert 'href="tel:+212000000001"' in html
    assert "+212\u00a00\u00a000\u00a000\u00a000\u00a001" in html
    assert "un hébergeur" in html
    assert "{{other}}" in html


def test_body_is_gathered_under_its_headings(client, homes):
    make_standard(
        homes,
        "faq",
        kind="faq",
        body=[
            {"type": "heading", "value": {"text": "Familles", "anchor": "families"}},
            {
                "type": "question",
                "value": {
                    "question": "C’est gratuit ?",
                    "anchor": "free",
                    "answer": "<p>Oui.</p>",
                },
            },
        ],
    )

    html = read(client.get("/fr/faq/"))

    assert '<h2 id="families">Familles</h2>' in html
    assert 'id="free"' in html


def test_children_stand_under_their_page(client, homes):
    jobs = make_standard(homes, "jobs")
    make_page(StandardPage, "web", above=jobs["fr"], kind="job", title="Web")

    html = read(client.get("/fr/jobs/"))

    assert 'href="/fr/jobs/web/"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_children_cost_the_same_however_many(
    client, homes, count, django_assert_num_queries
):
    jobs = make_standard(homes, "jobs", languages=("fr",))
    for number in range(count):
        make_page(StandardPage, f"job-{number}", above=jobs["fr"])
    client.get("/fr/")

    with django_assert_num_queries(17):
        client.get("/fr/jobs/")


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_however_much_news_it_shows(
    client, homes, news, count, django_assert_num_queries
):
    home = homes["fr"]
    home.body = [{"type": "news", "value": {"title": "Actualités"}}]
    home.save_revision().publish()
    for number in range(count):
        make_news(news["fr"], f"news-{number}")
    client.get("/en/")
    cache.clear()

    with django_assert_num_queries(17):
        html = read(client.get("/fr/"))

    assert html.count('href="/fr/news/news-') >= count


@pytest.mark.parametrize("count", [1, 3])
def test_news_list_costs_the_same_however_many(
    client, news, count, django_assert_num_queries
):
    for number in range(count):
        make_news(news["fr"], f"news-{number}")
    client.get("/fr/")

    with django_assert_num_queries(24):
        client.get("/fr/news/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/fr/feeds/news/", 7), ("/sitemap.xml", 5)]
)
def test_what_lists_news_costs_the_same_however_many(
    client, news, path, queries, count, django_assert_num_queries
):
    for number in range(count):
        make_news(news["fr"], f"news-{number}")
    client.get(path)
    cache.clear()

    with django_assert_num_queries(queries):
        html = read(client.get(path))

    assert f"news-{count - 1}" in html


def test_news_can_be_filtered_in_the_address(client, news):
    make_news(news["fr"], "one", date=dt.date(2019, 12, 27))
    make_news(news["fr"], "two", date=dt.date(2026, 2, 1), kind="press")

    def titles(query):
        html = read(client.get(f"/fr/news/{query}"))
        return [slug for slug in ("one", "two") if f'href="/fr/news/{slug}/"' in html]

    assert titles("") == ["one", "two"]
    assert titles("?kind=press") == ["two"]
    assert titles("?year=2019") == ["one"]


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=9",
        "?page=x",
        "?kind=<b>",
        "?kind=tale",
        "?tag=none",
        "?year=x",
    ],
)
def test_news_refuses_filters_that_mean_nothing(client, news, query):
    assert client.get(f"/fr/news/{query}").status_code == 404


@time_machine.travel("2026-11-22 12:00")
def test_what_is_to_come_stands_beside_the_news(client, news):
    make_news(
        news["fr"], "open-day", kind="event", date=dt.date(2026, 12, 5), title="Portes"
    )
    make_news(
        news["fr"],
        "call",
        kind="call",
        date=dt.date(2026, 11, 18),
        closing_date=dt.date(2026, 11, 21),
        title="Appel clos",
    )

    response = client.get("/fr/news/")

    assert [card.title for card in response.context["upcoming"]] == ["Portes"]
    assert [card.title for card in response.context["news"].cards] == ["Appel clos"]


def test_feed_tells_the_news_of_one_language(client, news):
    make_news(news["fr"], "signing", title="La signature")
    make_news(news["ar"], "signing", language="ar", title="التوقيع")

    feed = read(client.get("/ar/feeds/news/"))

    assert "التوقيع" in feed
    assert "La signature" not in feed


def test_sitemap_names_every_translation(client, homes):
    make_standard(homes, "centre", languages=("fr", "ar"))

    sitemap = read(client.get("/sitemap.xml"))

    assert sitemap.count("<loc>") == 5
    assert 'hreflang="ar" href="http://testserver/ar/centre/"' in sitemap


def test_robots_keeps_out_of_peoples_spaces(client, db):
    robots = read(client.get("/robots.txt"))

    assert "Disallow: /portal/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots


def test_unpublished_page_is_not_found(client, homes):
    pages = make_standard(homes, "centre")
    pages["fr"].unpublish()

    assert Client().get("/fr/centre/").status_code == 404


def test_search_reads_the_day_of_the_news_not_of_its_publishing(news):
    page = make_news(news["fr"], "signing", date=dt.date(2019, 12, 27))

    text = get_public_document(page.translation_key, "fr")

    assert timezone.localdate(text.published_at) == dt.date(2019, 12, 27)
