import pytest

from tests.faults.harness import Site


@pytest.fixture
def make_site(tmp_path, own_service):
    """A site on a PostgreSQL of its own, with the broker of your choice."""
    sites = []

    def make(broker_url=""):
        database = own_service("postgres")
        site = Site(tmp_path, database.url, broker_url, database)
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.stop()
