import pytest
from channels.layers import channel_layers
from channels_redis.core import RedisChannelLayer

from config.layers import get_layers
from lms.live.doorbell import Doorbell, DoorbellDown, Ring
from lms.live.groups import person_group
from tests.factories.accounts import LearnerFactory
from tests.services.processes import free_port


def use_redis(settings, url):
    settings.CHANNEL_LAYERS = get_layers(url)
    channel_layers.backends = {}


@pytest.fixture(autouse=True)
def fresh_layers():
    yield
    channel_layers.backends = {}


def test_worker_without_sockets_rings_through_redis(
    redis_url, settings, listen, hear, transactional_db
):
    use_redis(settings, redis_url)
    salma = LearnerFactory()
    socket = listen(salma)

    ring = Ring(person_group(salma.key), kind="notification", id="7")
    Doorbell().ring([ring])

    assert hear(socket) == {"kind": "notification", "id": "7"}


def test_quiet_socket_outlasts_the_wait_of_the_layer(
    redis_url, settings, listen, transactional_db
):
    use_redis(settings, redis_url)
    socket = listen(LearnerFactory())

    # ConnectionClosed, where Redis holds its answer back for longer than it is waited for.
    with pytest.raises(TimeoutError):
        socket.recv(timeout=RedisChannelLayer.brpop_timeout + 1)


def test_doorbell_says_that_redis_is_down(settings):
    use_redis(settings, f"redis://127.0.0.1:{free_port()}/0")

    with pytest.raises(DoorbellDown):
        Doorbell().ring([Ring("person.nobody", kind="notification", id="1")])
