import pytest
from django.core.cache import cache

from tests.factories.site import make_homes, make_news_index


@pytest.fixture(autouse=True)
def _nothing_cached():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def homes(db):
    return make_homes()


@pytest.fixture
def news(homes):
    return make_news_index(homes)
