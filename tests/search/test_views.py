"""The search pages over HTTP."""

import uuid

import pytest
from django.core.cache import cache

from search import pace
from search.services import answering
from tests.factories.accounts import EducatorFactory, LearnerFactory
from tests.factories.enrolment import make_enrolment

pytestmark = pytest.mark.django_db

COURSE = uuid.UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture(autouse=True)
def fresh_pace():
    cache.clear()


@pytest.fixture
def lesson(publish):
    return publish(
        "Reconnaître un piège",
        kind="lesson",
        acl=(f"course:{COURSE}", "staff"),
        url="/portal/lessons/1/",
        stream=f"course:{COURSE}",
    )


def read(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "asked", "written", "said"),
    [
        ("/fr/search/", "deuxieme chance", "Une deuxième chance", "Rechercher"),
        ("/ar/search/", "الحطيئة", "مدرسة الحطيئة", "بحث"),
        ("/en/search/", "courses", "A course", "Search"),
    ],
)
def test_visitor_finds_a_page_in_each_language(
    client, publish, path, asked, written, said
):
    publish(written, lang=path[1:3])

    response = client.get(path, {"q": asked})

    assert response.status_code == 200
    assert [r.url for r in response.context["answer"].results] == [f"{path[:4]}1/"]
    assert "<mark>" in read(response)


def test_title_with_markup_is_escaped(client, publish):
    publish("<script>alert(1)</script> couture", "<b>couture</b>")

    page = read(client.get("/fr/search/", {"q": "couture"}))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>couture</mark>" in page
    assert "&lt;b&gt;<mark>couture</mark>&lt;/b&gt;" in page


def test_asked_text_is_escaped(client, db):
    page = read(client.get("/fr/search/", {"q": '"><script>alert(1)</script>'}))

    assert "<script>alert" not in page


def test_page_without_a_question_shows_the_field(client, db):
    response = client.get("/fr/search/")

    assert response.status_code == 200
    assert 'name="q"' in read(response)
    assert "answer" not in response.context


def test_very_long_question_is_refused_at_the_field(client, db):
    response = client.get("/fr/search/", {"q": "a" * 10_000})

    assert response.status_code == 400
    assert 'aria-describedby="search-q-error"' in read(response)
    assert "200" in response.context["form"].errors["q"][0]
    assert f'value="{"a" * 200}"' in read(response)


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "secret", "lang": "xx", "year": "12345"},
        {"page": "-1"},
        {"page": "99999999"},
        {"page": "x"},
        {"page": "0"},
        {"year": "٢٠٢٦"},
    ],
)
def test_filter_nobody_knows_is_no_filter(client, publish, params):
    publish("Couture")

    response = client.get("/fr/search/", {"q": "couture", **params})

    assert response.status_code == 200
    assert response.context["answer"].page.total == int(params.get("year") != "٢٠٢٦")


def test_visitor_never_finds_a_lesson(client, lesson):
    response = client.get("/fr/search/", {"q": "piège"})
    suggested = client.get("/fr/search/suggestions/", {"q": "reconn"})

    assert response.context["answer"].page.total == 0
    assert response.context["answer"].page.facets["kind"] == ()
    assert read(suggested).strip() == ""


def test_public_page_is_the_same_for_a_learner_of_the_course(client, lesson):
    client.force_login(make_enrolment(COURSE).learner)

    response = client.get("/fr/search/", {"q": "piège"})

    assert response.context["answer"].page.total == 0


def test_learner_finds_the_lessons_of_an_own_course(client, lesson):
    client.force_login(make_enrolment(COURSE).learner)

    response = client.get("/portal/search/", {"q": "piege"})
    suggested = client.get("/portal/search/suggestions/", {"q": "reconn"})

    assert [r.url for r in response.context["answer"].results] == ["/portal/lessons/1/"]
    assert "Reconnaître un piège" in read(suggested)


def test_learner_of_another_course_finds_nothing(client, lesson):
    client.force_login(make_enrolment(uuid.uuid4()).learner)

    response = client.get("/portal/search/", {"q": "piège"})
    suggested = client.get("/portal/search/suggestions/", {"q": "reconn"})

    assert response.context["answer"].page.total == 0
    assert response.context["answer"].page.facets["kind"] == ()
    assert read(suggested).strip() == ""


def test_learner_who_left_finds_nothing(client, lesson):
    enrolment = make_enrolment(COURSE)
    enrolment.state, enrolment.exit_code = "exited", "moved"
    enrolment.exited_at = enrolment.enrolled_at
    enrolment.save()
    client.force_login(enrolment.learner)

    response = client.get("/portal/search/", {"q": "piège"})

    assert response.context["answer"].page.total == 0


def test_educator_finds_every_lesson_and_a_learner_no_staff_page(
    client, lesson, publish
):
    publish("Notes sur le piège", acl=("staff",))

    client.force_login(EducatorFactory())
    as_educator = client.get("/portal/search/", {"q": "piège"})
    client.force_login(LearnerFactory())
    as_learner = client.get("/portal/search/", {"q": "piège"})

    assert as_educator.context["answer"].page.total == 2
    assert as_learner.context["answer"].page.total == 0


@pytest.mark.parametrize("path", ["/portal/search/", "/portal/search/suggestions/"])
def test_portal_search_asks_to_sign_in(client, path):
    response = client.get(path, {"q": "piège"})

    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_nothing_found_offers_programmes_and_how_to_join(client, publish):
    publish("Métiers de l’IA", kind="course", stream="course:1", url="/fr/metiers/")
    publish("Métiers de l’IA", kind="course", url="/fr/programme/")
    publish("Déposer une candidature", tags=("admission",), url="/fr/candidature/")
    publish("Couture", url="/fr/couture/")

    page = read(client.get("/fr/search/", {"q": "plombier"}))

    assert 'href="/fr/metiers/"' in page
    assert 'href="/fr/programme/"' not in page
    assert 'href="/fr/candidature/"' in page
    assert 'href="/fr/couture/"' not in page


def test_other_languages_are_offered_with_their_count(client, publish):
    publish("Python", lang="fr")
    publish("بايثون", lang="ar")

    response = client.get("/fr/search/", {"q": "python"})

    (other,) = response.context["other_languages"]
    assert (other.count, other.url) == (1, "?q=python&lang=ar")


def test_filters_keep_the_question_and_drop_the_page(client, publish):
    for _ in range(11):
        publish("Couture", kind="news")
    publish("Couture", kind="page")

    response = client.get("/fr/search/", {"q": "couture", "page": "2"})

    kinds = response.context["facets"][0]
    assert [(o.count, o.url, o.is_current) for o in kinds.options] == [
        (12, "?q=couture", True),
        (11, "?q=couture&kind=news", False),
        (1, "?q=couture&kind=page", False),
    ]
    assert len(response.context["answer"].results) == 2


def test_banner_says_that_search_runs_in_simple_mode(client, publish, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    answering.down_until.clear()
    publish("Couture")

    response = client.get("/fr/search/", {"q": "couture"})

    assert response.context["answer"].is_fallback
    assert response.status_code == 200
    answering.down_until.clear()


def test_too_many_questions_are_slowed_down_kindly(client, publish, monkeypatch):
    monkeypatch.setattr(pace, "MOST", 2)

    statuses = [
        client.get("/fr/search/", {"q": "couture"}).status_code for _ in range(4)
    ]

    assert statuses == [200, 200, 429, 429]


@pytest.mark.parametrize("rows", [1, 3])
def test_results_need_the_same_queries_for_one_and_three(
    client, publish, django_assert_num_queries, rows
):
    for number in range(rows):
        publish(f"Couture {number}", "Un atelier de couture.")
    client.get("/fr/search/", {"q": "couture"})

    with django_assert_num_queries(4):
        response = client.get("/fr/search/", {"q": "couture"})

    assert len(response.context["answer"].results) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_learners_results_need_the_same_queries_for_one_and_three(
    client, publish, django_assert_num_queries, rows
):
    enrolment = make_enrolment(COURSE)
    client.force_login(enrolment.learner)
    for number in range(rows):
        publish(
            f"Couture {number}",
            kind="lesson",
            acl=(f"course:{COURSE}", "staff"),
            url=f"/portal/lessons/{number}/",
            stream=f"course:{COURSE}",
        )
    client.get("/portal/search/", {"q": "couture"})

    with django_assert_num_queries(9):
        response = client.get("/portal/search/", {"q": "couture"})

    assert len(response.context["answer"].results) == rows


def test_only_reading_is_allowed(client, db):
    assert client.post("/fr/search/", {"q": "couture"}).status_code == 405
