import pytest

from tests.journeys.product import start_embedded, start_network


@pytest.fixture(scope="session", params=["embedded", "redis", "rabbitmq"])
def product(request, tmp_path_factory):
    """The running product: embedded, and as a network with either broker."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "embedded":
        running = start_embedded(folder)
    else:
        running = start_network(
            folder,
            postgres=request.getfixturevalue("postgres_url"),
            redis=request.getfixturevalue("redis_url"),
            elasticsearch=request.getfixturevalue("elasticsearch_url"),
            broker=request.getfixturevalue(f"{request.param}_url"),
        )
    yield running
    running.stop()
