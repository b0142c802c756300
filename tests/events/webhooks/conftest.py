import datetime as dt
import socket
import subprocess
import uuid

import pytest
from django.utils import timezone

from events import delivery, subscriptions
from events.models import Delivery, Lane
from events.subscriptions import find_family_lanes
from events.webhooks import services
from events.webhooks.models import WebhookEndpoint
from tests.events.webhooks.receiver import Receiver

# As they were registered, before any test's own take their place.
PRODUCT = vars(subscriptions)["_consumers"]["call_webhooks"]
FAMILIES = dict(vars(subscriptions)["_families"])


@pytest.fixture(autouse=True)
def webhooks(no_consumers, monkeypatch, settings):
    """The product's own consumers of this part; and this machine may be called."""
    monkeypatch.setattr("events.subscriptions._consumers", {PRODUCT.name: PRODUCT})
    monkeypatch.setattr("events.subscriptions._families", FAMILIES)
    settings.WEBHOOKS_ALLOW_PRIVATE = ["127.0.0.0/8"]


@pytest.fixture
def resolve_as(monkeypatch):
    """Answer for one name as you say; all others are resolved as ever."""
    resolve = socket.getaddrinfo

    def answer_for(name, find_addresses):
        def answer(host, port, *args, **kwargs):
            if host != name:
                return resolve(host, port, *args, **kwargs)
            found = find_addresses()
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in found
            ]

        monkeypatch.setattr("socket.getaddrinfo", answer)

    return answer_for


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate that says it is localhost, and that nobody has signed but itself."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-batch"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", path, "-out", path.with_suffix(".crt")),
        ],
        check=True,
        capture_output=True,
    )
    with path.open("a") as both:
        both.write(path.with_suffix(".crt").read_text())
    return path


@pytest.fixture
def make_endpoint(db):
    def make(url, **changes):
        created = services.create_endpoint(
            **{
                "name": "Ministry",
                "url": url,
                "hears_all": True,
                "event_types": [],
                "actor": uuid.UUID(int=9),
                "at": timezone.now(),
                **changes,
            }
        )
        endpoint = WebhookEndpoint.objects.get(key=created.endpoint_key)
        endpoint.secret = created.secret
        return endpoint

    return make


@pytest.fixture
def deliver(db):
    """Sends what is due, as the bell would have it done; with ``again``, what waits too."""

    def drain(*, again=False):
        if again:
            early = timezone.now() - dt.timedelta(days=1)
            Lane.objects.exclude(paused_until=None).update(paused_until=early)
            Delivery.objects.owed().update(available_at=early)
        while delivery.drain("webhooks", budget=60):
            pass
        for lane in find_family_lanes():
            while delivery.drain(lane, budget=60):
                pass

    return drain


@pytest.fixture
def states(db):
    """What became of what an endpoint was owed: state and attempts."""

    def read(endpoint):
        owed = Delivery.objects.filter(consumer=endpoint.consumer).order_by("id")
        return list(owed.values_list("state", "attempts"))

    return read
