import shutil

import pytest

from tests.database import IS_SQLITE, get_template
from tests.journeys.product import (
    Services,
    name_database,
    start_embedded,
    start_network,
)

REDIS_DATABASES = {"redis": "8", "rabbitmq": "9"}


@pytest.fixture(scope="session", params=["embedded", "redis", "rabbitmq"])
def product(request, tmp_path_factory, django_db_setup):
    """The running product: embedded, and as a network with either broker."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "embedded":
        # The suite's own migrated database saves a minute of migrating.
        (folder / "var").mkdir()
        if IS_SQLITE:
            shutil.copyfile(get_template(), folder / "var" / "forsa.db")
        running = start_embedded(folder)
    else:
        # A Redis of its own, because the copies of one database would share what
        # they cache of it, such as which pictures there are.
        redis = name_database(
            request.getfixturevalue("redis_url"), REDIS_DATABASES[request.param]
        )
        rabbitmq = request.param == "rabbitmq"
        services = Services(
            postgres=request.getfixturevalue("postgres_url"),
            redis=redis,
            elasticsearch=request.getfixturevalue("elasticsearch_url"),
            broker=request.getfixturevalue("rabbitmq_url") if rabbitmq else redis,
        )
        template = request.getfixturevalue("template")
        running = start_network(folder, template, services)
    yield running
    running.stop()
