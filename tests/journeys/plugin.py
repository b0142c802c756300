"""The seeded database of a small centre, made once for all that copy it."""

import pytest

from tests.journeys.product import Template


@pytest.fixture(scope="session")
def template(tmp_path_factory, postgres_url):
    return Template(tmp_path_factory.mktemp("template"), postgres_url)
