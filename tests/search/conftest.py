"""Engines to ask the same questions of."""

import datetime as dt
import uuid

import pytest

from search.documents import Document
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.protocol import Doc
from search.services.writing import write_stream

AT = dt.datetime(2030, 5, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def embedded_engine(settings):
    """These tests name the engine they mean, whatever the run has."""
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture(
    params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services)]
)
def engine(request, tmp_path):
    """One engine after the other, each with an empty index."""
    if request.param == "tantivy":
        yield EmbeddedEngine(tmp_path / "engine")
        return
    url = request.getfixturevalue("elasticsearch_url")
    # Two seconds are for readers; a busy test machine takes longer.
    engine = ElasticEngine(url, alias=f"test-{uuid.uuid4().hex[:12]}", timeout=30)
    yield engine
    engine.drop()


@pytest.fixture
def make_doc():
    """A public French page, but for what is said."""
    made = iter(range(1, 10_000))

    def make(title="Une page", body="", **changes):
        seq = changes.pop("seq", None) or next(made)
        lang = changes.get("lang", "fr")
        fields = {
            "id": f"page:{seq}:{lang}",
            "version": 1,
            "kind": "page",
            "lang": lang,
            "tags": (),
            "acl": frozenset({"public"}),
            "published_at": AT,
        }
        return Doc(**{**fields, "seq": seq, "title": title, "body": body, **changes})

    return make


@pytest.fixture
def index(engine):
    """Puts documents where the next question finds them."""

    def put(*operations):
        report = engine.current().apply(operations)
        engine.refresh()
        return report

    return put


@pytest.fixture
def publish(db):
    """Writes documents to the projection as if editors had published them."""
    made = iter(range(1, 10_000))

    def write(title, body="", *, stream=None, version=1, **changes):
        number = next(made)
        kind, lang = changes.get("kind", "page"), changes.get("lang", "fr")
        fields = {
            "id": f"{kind}:{number}:{lang}",
            "kind": kind,
            "lang": lang,
            "tags": (),
            "acl": ("public",),
            "url": f"/{lang}/{number}/",
            "published_at": AT,
        }
        document = Document(title=title, body=body, **{**fields, **changes})
        write_stream(
            stream=stream or f"page:{number}",
            version=version,
            current=[document],
            at=AT,
        )
        return document

    return write
