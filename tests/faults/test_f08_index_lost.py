import datetime as dt
import shutil
import uuid
from dataclasses import replace

import elasticsearch
import pytest
import tantivy
from django.core.management import call_command

from events.catalogue.search import IndexDiverged
from search import queries
from search.documents import Document
from search.engines.choice import get_engine
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_index import make_schema
from search.engines.protocol import Delete, Query
from search.services.following import catch_up
from search.services.reconciling import reconcile
from search.services.writing import write_stream

# Each engine is named here, whatever the run has.
pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
AT = dt.datetime(2030, 5, 2, 9, tzinfo=dt.UTC)
PAGES = 30


class Tantivy:
    """Does to the embedded index what happens to a folder."""

    def __init__(self, engine, folder):
        self.engine, self.folder = engine, folder
        self.copy = folder.with_suffix(".copy")

    def delete(self):
        shutil.rmtree(self.folder)

    def snapshot(self):
        shutil.copytree(self.folder, self.copy)

    def restore(self):
        self.delete()
        self.copy.rename(self.folder)

    def forget(self, identity):
        path = str(self.engine.current().path)
        writer = tantivy.Index(make_schema(), path=path).writer()
        writer.delete_documents_by_term("id", identity)
        writer.commit()
        writer.wait_merging_threads()


class Elasticsearch:
    """Does to an index what operators and disks do."""

    def __init__(self, engine, client, alias):
        self.engine, self.client, self.copy = engine, client, f"{alias}-copy"
        self.alias = alias

    def delete(self):
        self.client.indices.delete(index=self.engine.current().name)

    def snapshot(self):
        shape = self.client.indices.get(index=self.engine.current().name)
        shape = next(iter(shape.values()))
        analysis = {"analysis": shape["settings"]["index"]["analysis"]}
        self.client.indices.create(
            index=self.copy, mappings=shape["mappings"], settings=analysis
        )
        self.client.reindex(
            source={"index": self.engine.current().name},
            dest={"index": self.copy, "version_type": "external"},
            refresh=True,
        )

    def restore(self):
        self.delete()
        self.client.indices.put_alias(index=self.copy, name=self.alias)

    def forget(self, identity):
        self.client.delete(index=self.engine.current().name, id=identity, refresh=True)


@pytest.fixture(
    params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services)]
)
def damage(request, tmp_path):
    if request.param == "tantivy":
        folder = tmp_path / "engine"
        yield Tantivy(EmbeddedEngine(folder), folder)
        return
    url, alias = (
        request.getfixturevalue("elasticsearch_url"),
        f"test-{uuid.uuid4().hex}",
    )
    # Two seconds are for readers; a busy test machine takes longer.
    engine = ElasticEngine(url, alias=alias, timeout=30)
    with elasticsearch.Elasticsearch(url) as client:
        yield Elasticsearch(engine, client, alias)
    engine.drop()


def publish(number, *, version=1, title="Zellige"):
    document = Document(
        id=f"page:{number}:fr", kind="page", lang="fr", title=title, body="", tags=(),
        acl=("public",), url=f"/fr/{number}/", published_at=AT,
    )  # fmt: skip
    write_stream(stream=f"page:{number}", version=version, current=[document], at=AT)


def count_found(engine, text):
    engine.refresh()
    return engine.search(Query(text, "fr", frozenset({"public"}))).total


@pytest.fixture
def pages(db, damage):
    for number in range(PAGES):
        publish(number)
    catch_up(damage.engine.current())
    assert count_found(damage.engine, "zellige") == PAGES


def test_f08_deleted_index_is_filled_again(pages, damage):
    damage.delete()

    reconcile(damage.engine, at=AT)

    assert count_found(damage.engine, "zellige") == PAGES
    assert damage.engine.health().documents == queries.count_documents()


def test_f08_index_from_an_old_copy_is_brought_up_to_date(pages, damage):
    damage.snapshot()
    publish(1, version=2, title="Mosaïque")
    write_stream(stream="page:2", version=2, current=[], at=AT)
    publish(PAGES)
    catch_up(damage.engine.current())
    damage.restore()
    assert count_found(damage.engine, "zellige") == PAGES

    reconcile(damage.engine, at=AT)

    assert count_found(damage.engine, "mosaïque") == 1
    assert count_found(damage.engine, "zellige") == PAGES - 1
    assert damage.engine.health().documents == queries.count_documents()


def test_f08_index_that_believes_to_be_up_to_date_is_mended(pages, damage, emitted):
    index = damage.engine.current()
    known = {
        operation.id: operation
        for operation in queries.find_operations_after(0, limit=PAGES)
    }
    newest = queries.get_high_water()
    damage.forget("page:3:fr")
    # Of another history: a database that was restored from an older backup.
    index.apply([replace(known["page:4:fr"], seq=newest + 100, title="Mosaïque")])
    index.apply(
        [replace(known["page:5:fr"], id=f"page:{uuid.uuid4()}:fr", seq=newest + 101)]
    )

    difference = reconcile(damage.engine, at=AT)

    assert (len(difference.wrong), len(difference.strays)) == (2, 1)
    [event] = emitted()
    assert isinstance(event, IndexDiverged)
    assert (event.expected, event.found, event.mended) == (PAGES, PAGES, 3)
    assert count_found(damage.engine, "mosaïque") == 0
    assert count_found(damage.engine, "zellige") == PAGES
    # What is published then is not taken for old.
    publish(6, version=2, title="Mosaïque")
    catch_up(damage.engine.current())
    assert count_found(damage.engine, "mosaïque") == 1

    assert reconcile(damage.engine, at=AT).count == 0


def test_f08_command_says_what_it_mended(db, settings, capsys):
    settings.ELASTICSEARCH_URL = ""
    publish(1)
    call_command("search", "reconcile")
    index = get_engine().current()
    index.apply([Delete(id="page:1:fr", version=1, seq=index.position() + 1)])
    capsys.readouterr()

    call_command("search", "reconcile")

    assert capsys.readouterr().out == "1 given again, 0 taken out\n"
    assert get_engine().health().documents == 1
