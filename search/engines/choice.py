"""Which engine there is: Elasticsearch if an address is set, else the embedded one."""

import functools
from pathlib import Path

from django.conf import settings

from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.protocol import SearchEngine


def get_engine() -> SearchEngine:
    """The engine of this installation; one client a process, made after a fork."""
    return _make(
        settings.ELASTICSEARCH_URL, str(settings.SEARCH_DIR), settings.SEARCH_INDEX
    )


def get_embedded_engine() -> SearchEngine:
    """The engine that is always there, for when the other one isn't."""
    return _make("", str(settings.SEARCH_DIR), settings.SEARCH_INDEX)


@functools.lru_cache(maxsize=4)
def _make(url: str, folder: str, index: str) -> SearchEngine:
    return ElasticEngine(url, alias=index) if url else EmbeddedEngine(Path(folder))
