from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults.harness import Site
from tests.faults.wire import Wire
from tests.journeys.product import Product, get_environment, name_database
from tests.services.processes import free_port


@pytest.fixture
def make_site(tmp_path, own_service):
    """A site on a PostgreSQL of its own, with the broker of your choice."""
    sites = []

    def make(broker_url="", *, megabytes=0):
        database = own_service("postgres", megabytes=megabytes)
        url = put_on_tablespace(database) if megabytes else database.url
        site = Site(tmp_path, url, broker_url, database)
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.stop()


def put_on_tablespace(database):
    """The address of a new database on the server's small disk."""
    folder = database.log.parent / "small"
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        connection.execute("CREATE DATABASE small TABLESPACE small")
    return name_database(database.url, "small")


@pytest.fixture
def mail_server(mail_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_sink.port
    settings.EMAIL_TIMEOUT = 1
    return mail_sink


@pytest.fixture(scope="session")
def wire(postgres_url):
    """A way to the shared PostgreSQL that can be cut."""
    address = urlsplit(postgres_url)
    wire = Wire((address.hostname, address.port))
    yield wire
    wire.close()


@pytest.fixture(scope="session")
def portal(template, wire, postgres_url, tmp_path_factory):
    """The product in one process, on PostgreSQL behind the wire."""
    folder = tmp_path_factory.mktemp("portal")
    database = name_database(postgres_url, template.copy(folder))
    address = urlsplit(database)
    behind = address._replace(
        netloc=address.netloc.replace(f":{address.port}", f":{wire.port}")
    )
    port = free_port()
    environment = {**get_environment(folder, port), "DATABASE_URL": behind.geturl()}
    portal = Product(folder, port, environment)
    portal.start("server", "python", "manage.py", "start", port=port)
    yield portal
    portal.stop()
