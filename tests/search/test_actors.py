"""From what editors publish to what is found."""

import json
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.base import StoredEvent
from events.catalogue.content import CourseUpdated
from search import queries
from search.actors import index_content
from search.documents import UnknownStream, build_stream
from search.engines.choice import get_engine
from search.engines.elastic import ElasticEngine
from search.engines.protocol import Query
from search.models import SearchDocument
from search.services import answering
from search.values import VISITOR, name_course
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


def find(text, lang="fr", tokens=VISITOR):
    found = answering.answer(
        text=text, ui_lang=lang, tokens=tokens, filters={}, page=1, at=timezone.now()
    )
    return [(result.kind, result.lang) for result in found.results]


def get_kinds():
    rows = SearchDocument.objects.filter(is_deleted=False)
    return sorted(rows.values_list("kind", "lang"))


def test_published_course_is_found_with_its_lessons_by_those_on_it(drain):
    course = make_course(lessons=2, languages=("fr", "ar"))
    drain()
    lesson = SearchDocument.objects.filter(kind="lesson", lang="fr").first()

    tokens = VISITOR | {name_course(course.translation_key)}

    assert get_kinds() == sorted(
        [("course", lang) for lang in ("fr", "ar")]
        + [("lesson", lang) for lang in ("fr", "ar")] * 2
    )
    assert ("course", "fr") in find(course.title)
    assert ("lesson", "fr") not in find(lesson.title)
    assert ("lesson", "fr") in find(lesson.title, tokens=tokens)


def test_published_course_is_found_in_elasticsearch(drain, settings, elasticsearch_url):
    settings.ELASTICSEARCH_URL = elasticsearch_url
    course = make_course(lessons=1)
    drain()
    # Two seconds are for readers; a busy test machine takes longer.
    engine = ElasticEngine(elasticsearch_url, alias=settings.SEARCH_INDEX, timeout=30)
    engine.refresh()

    hits = engine.search(Query(course.title, "fr", VISITOR)).hits

    assert [hit.id for hit in hits] == [f"course:{course.translation_key}:fr"]


def test_lesson_is_open_to_its_course_and_to_staff_only(drain):
    course = make_course(lessons=1)
    drain()

    lesson = SearchDocument.objects.get(kind="lesson")

    assert sorted(lesson.acl) == sorted([name_course(course.translation_key), "staff"])
    assert lesson.url.startswith("/portal/lessons/")


def test_unpublished_course_is_forgotten(drain):
    course = make_course(lessons=1)
    drain()

    course.refresh_from_db()
    course.unpublish()
    drain()

    assert get_kinds() == []
    assert find(course.title) == []


def test_hearing_the_same_fact_twice_changes_nothing(db):
    course = make_course(lessons=1)
    event = CourseUpdated(
        occurred_at=timezone.now(),
        course_key=course.translation_key,
        edition=1,
        locale="fr",
    )
    stored = [
        StoredEvent(
            event=event, stream=event.stream, version=3, recorded_at=timezone.now()
        )
    ]

    index_content(stored=stored)
    before = list(SearchDocument.objects.order_by("pk").values())
    index_content(stored=stored)

    assert list(SearchDocument.objects.order_by("pk").values()) == before
    assert get_engine().health().documents == 2


def test_only_the_newest_fact_of_a_stream_counts(db):
    course = make_course(lessons=1)

    def store(version):
        event = CourseUpdated(
            occurred_at=timezone.now(),
            course_key=course.translation_key,
            edition=1,
            locale="fr",
        )
        return StoredEvent(
            event=event,
            stream=event.stream,
            version=version,
            recorded_at=timezone.now(),
        )

    index_content(stored=[store(2), store(7), store(4)])

    assert set(SearchDocument.objects.values_list("version", flat=True)) == {7}
    assert queries.get_high_water() == 2


def run(*arguments):
    output = StringIO()
    call_command("search", *arguments, stdout=output)
    return output.getvalue()


def test_status_tells_what_is_owed_and_then_that_all_is_there(drain):
    make_course(lessons=1)

    before = json.loads(run("status", "--format", "json"))
    drain()
    after = json.loads(run("status", "--format", "json"))

    assert before["owed"] > 0
    assert before["documents"] == {"projection": 0, "index": 0}
    assert {key: after[key] for key in ("engine", "is_up", "lag", "owed")} == {
        "engine": "tantivy",
        "is_up": True,
        "lag": 0,
        "owed": 0,
    }
    assert after["documents"] == {"projection": 2, "index": 2}
    assert after["seq"]["projection"] == after["seq"]["index"] > 0


def test_status_says_that_the_engine_is_down(db, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

    status = json.loads(run("status", "--format", "json"))

    assert (status["is_up"], status["documents"]["index"]) == (False, None)


def test_rebuild_from_content_writes_documents_anew(drain):
    make_course(lessons=1)
    drain()
    SearchDocument.objects.update(title="old shape")

    run("rebuild", "--from-content")

    assert not SearchDocument.objects.filter(title="old shape").exists()
    assert run("rebuild") == "2 documents in the new index\n"


def test_query_shows_what_a_visitor_finds(drain):
    course = make_course(lessons=1)
    drain()

    assert course.title in run("query", course.title)


def test_stream_nobody_knows_is_refused(db):
    with pytest.raises(UnknownStream):
        build_stream(f"person:{uuid.uuid4()}")
