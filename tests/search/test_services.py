"""The projection, how engines follow it, and how a question is answered, on both engines."""

import datetime as dt
import threading
from contextlib import suppress

import pytest
from django.db import connection

from events.catalogue.search import IndexDiverged, IndexRebuilt
from search import queries
from search.engines import choice
from search.engines.protocol import Delete, EngineDown
from search.models import SearchDocument, SearchMiss
from search.services import answering, following
from search.services.writing import write_stream
from search.values import VISITOR
from tests.search.conftest import AT


@pytest.fixture
def answer():
    def ask(text, ui_lang="fr", *, tokens=VISITOR, page=1, **filters):
        return answering.answer(
            text=text,
            ui_lang=ui_lang,
            tokens=tokens,
            filters=filters,
            page=page,
            at=AT,
        )

    return ask


@pytest.fixture
def elasticsearch_is_down(settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    answering.down_until.clear()
    yield
    answering.down_until.clear()


def test_newer_version_replaces_a_document(publish):
    publish("Soudure", stream="page:a", version=1, id="page:a:fr")

    publish("Couture", stream="page:a", version=2, id="page:a:fr")

    assert SearchDocument.objects.get().title == "Couture"


@pytest.mark.parametrize("version", [4, 5])
def test_stale_or_equal_version_changes_nothing(publish, version):
    publish("Couture", stream="page:a", version=5, id="page:a:fr")
    before = SearchDocument.objects.values().get()

    publish("Soudure", stream="page:a", version=version, id="page:a:fr")

    assert SearchDocument.objects.values().get() == before


def test_document_a_stream_has_no_more_becomes_a_mark(publish):
    publish("Couture", stream="page:a", id="page:a:fr")

    write_stream(stream="page:a", version=2, current=[], at=AT)

    row = SearchDocument.objects.get()
    assert (row.is_deleted, row.title, row.acl, row.version) == (True, "", [], 2)
    assert queries.find_operations_after(0, limit=9) == [
        Delete(id="page:a:fr", seq=row.seq, version=2)
    ]


def test_mark_of_deletion_refuses_an_older_state(publish):
    publish("Couture", stream="page:a", id="page:a:fr")
    write_stream(stream="page:a", version=11, current=[], at=AT)

    publish("Couture", stream="page:a", version=10, id="page:a:fr")

    assert SearchDocument.objects.get().is_deleted


def test_other_streams_stay_when_one_is_emptied(publish):
    publish("Couture", stream="page:a")
    publish("Soudure", stream="page:b")

    write_stream(stream="page:a", version=2, current=[], at=AT)

    assert SearchDocument.objects.get(is_deleted=False).title == "Soudure"


def test_seq_grows_with_every_write(publish):
    for version in (1, 2, 3):
        publish("Couture", stream="page:a", version=version, id="page:a:fr")
        publish("Soudure", stream="page:b", version=version, id="page:b:fr")

    seqs = [operation.seq for operation in queries.find_operations_after(0, limit=9)]
    assert seqs == sorted(set(seqs))
    assert queries.get_high_water() == seqs[-1]


def test_index_follows_in_batches(publish, engine):
    for number in range(7):
        publish(f"Page {number}")

    report = following.catch_up(engine.current(), batch=3)

    assert report.applied == 7
    assert engine.current().position() == queries.get_high_water()


def test_rebuild_loses_no_write_that_comes_meanwhile(publish, engine):
    publish("Couture", stream="page:a", id="page:a:fr")
    following.catch_up(engine.current())
    building = engine.build()
    following.catch_up(building)
    publish("Soudure", stream="page:b", id="page:b:fr")
    write_stream(stream="page:a", version=2, current=[], at=AT)
    # The lane still writes to the old one.
    following.catch_up(engine.current())

    building.swap()
    following.catch_up(engine.current())
    engine.refresh()

    assert engine.health().documents == 1
    assert engine.current().position() == queries.get_high_water()


def test_rebuild_makes_the_index_what_the_projection_is(publish, engine, emitted):
    for number in range(3):
        publish(f"Page {number}", stream=f"page:{number}", id=f"page:{number}:fr")
    write_stream(stream="page:1", version=2, current=[], at=AT)

    count = following.rebuild(engine, at=AT)

    assert count == queries.count_documents() == 2
    [event] = emitted()
    assert type(event) is IndexRebuilt
    assert (event.engine, event.documents) == (engine.name, 2)


def test_index_that_lost_a_document_is_told_of_and_no_other(publish, engine, emitted):
    publish("Couture")
    assert following.compare(engine, at=AT).is_equal
    assert emitted() == []
    lost = SearchDocument.objects.get()
    engine.current().apply([Delete(id=lost.pk, version=9, seq=lost.seq + 1)])

    assert not following.compare(engine, at=AT).is_equal

    [event] = emitted()
    assert type(event) is IndexDiverged
    assert (event.expected, event.found) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_rebuild_under_writes_from_elsewhere_ends_complete(publish, engine, settings):
    def keep_publishing():
        for number in range(20):
            publish(f"Page {number}", stream=f"page:{number}")
            # Its index may be swapped away under it; the lane then tries again later.
            with suppress(EngineDown):
                following.catch_up(engine.current())
        connection.close()

    writer = threading.Thread(target=keep_publishing)
    writer.start()
    following.rebuild(engine, at=AT)
    writer.join()
    following.catch_up(engine.current())

    assert engine.health().documents == 20


def test_lost_index_is_made_again_by_the_next_question(publish, answer, settings):
    publish("Couture")
    assert answer("couture").page.total == 1
    choice._make.cache_clear()
    for path in settings.SEARCH_DIR.rglob("*"):
        if path.is_file():
            path.unlink()

    assert answer("couture").page.total == 1


def test_answer_is_in_the_readers_language_and_counts_the_others(publish, answer):
    publish("Intelligence artificielle", lang="fr")
    publish("الذكاء الاصطناعي", lang="ar")

    found = answer("IA", "fr")

    assert [result.lang for result in found.results] == ["fr"]
    assert dict(found.page.facets["lang"]) == {"fr": 1, "ar": 1}


def test_answer_is_in_every_language_if_there_is_none_in_the_readers(publish, answer):
    publish("الذكاء الاصطناعي", lang="ar")

    found = answer("IA", "fr")

    assert (found.lang, [result.lang for result in found.results]) == ("all", ["ar"])


def test_answer_keeps_to_the_language_asked_for(publish, answer):
    publish("الذكاء الاصطناعي", lang="ar")

    assert answer("IA", "fr", lang="en").results == ()


def test_answer_hides_what_was_withdrawn_before_the_index_heard_of_it(publish, answer):
    publish("Couture", stream="page:a", id="page:a:fr", acl=("staff",))
    assert answer("couture", tokens=frozenset({"staff"})).page.total == 1

    SearchDocument.objects.update(acl=["course:1"])

    assert answer("couture", tokens=frozenset({"staff"})).results == ()


def test_text_that_finds_nothing_is_counted_without_a_person(answer, db):
    answer("Plombier !")
    answer("plombier !")

    miss = SearchMiss.objects.get()
    assert (miss.text, miss.lang, miss.count, miss.last_date) == (
        "plombier !",
        "fr",
        2,
        dt.date(2030, 5, 2),
    )


def test_text_with_a_filter_that_finds_nothing_is_not_counted(answer, db):
    answer("plombier", kind="news")

    assert not SearchMiss.objects.exists()


def test_embedded_engine_answers_while_elasticsearch_is_down(
    publish, answer, elasticsearch_is_down
):
    publish("Couture")

    first, second = answer("couture"), answer("couture")

    assert (first.is_fallback, first.page.engine, first.page.total) == (
        True,
        "tantivy",
        1,
    )
    assert second.is_fallback


def test_suggestions_fall_back_too(publish, elasticsearch_is_down):
    publish("Couture")

    links = answering.suggest(text="cou", ui_lang="fr", tokens=VISITOR)

    assert [link.title for link in links] == ["Couture"]
