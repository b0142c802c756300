import re
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook

from events import delivery
from events.models import Delivery
from events.subscriptions import find_family_lanes
from events.webhooks import services
from events.webhooks.models import WebhookAttempt, WebhookEndpoint
from lms.accounts import permissions
from tests.factories.accounts import UserFactory
from tests.factories.outside import make_endpoint

LIST = "/desk/operations/webhooks/"
NEW = "/desk/operations/webhooks/new/"


@pytest.fixture(autouse=True)
def this_machine_may_be_called(settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = ["127.0.0.0/8"]


@pytest.fixture
def hook():
    """Another system that says yes to everything."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,)).start()
    server.heard = heard
    server.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield server
    server.shutdown()
    server.server_close()


def make_attempt(endpoint, **changes):
    return WebhookAttempt.objects.create(
        **{
            "endpoint": endpoint,
            "at": timezone.now(),
            "event_id": uuid.uuid4(),
            "event_type": "learning.lesson.completed",
            "is_accepted": True,
            "status": 200,
            "milliseconds": 12,
            **changes,
        }
    )


def deliver():
    for lane in find_family_lanes():
        while delivery.drain(lane, budget=60):
            pass


def read(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    "role", [permissions.LEARNER, permissions.COORDINATOR, permissions.EDITOR]
)
def test_webhooks_are_closed_to_others(client, db, role):
    endpoint = make_endpoint()
    client.force_login(UserFactory(roles=[role]))

    asked = [
        client.get(LIST),
        client.get(reverse("operations:webhook", args=[endpoint.key])),
        client.post(reverse("operations:webhook_rotate", args=[endpoint.key])),
        client.post(reverse("operations:webhook_delete", args=[endpoint.key])),
    ]

    assert [answer.status_code for answer in asked] == [403] * 4


def test_list_asks_the_same_of_the_database_for_one_and_three(
    client, administrator, django_assert_num_queries
):
    make_attempt(make_endpoint())
    with django_assert_num_queries(7):
        client.get(LIST)
    for name in ("School", "Town"):
        make_attempt(make_endpoint(name=name))
    with django_assert_num_queries(7):
        client.get(LIST)


def test_log_asks_the_same_of_the_database_for_one_and_three(
    client, administrator, django_assert_num_queries
):
    endpoint = make_endpoint()
    address = reverse("operations:webhook", args=[endpoint.key])
    make_attempt(endpoint)
    with django_assert_num_queries(9):
        client.get(address)
    make_attempt(endpoint)
    make_attempt(endpoint, is_accepted=False, status=500, error="failing")
    with django_assert_num_queries(9):
        client.get(address)


def test_list_tells_how_each_endpoint_fares(client, administrator):
    make_endpoint(name="Well")
    waiting = make_endpoint(name="Slow")
    make_attempt(waiting, is_accepted=False, status=None, error="timed_out")
    WebhookEndpoint.objects.filter(pk=waiting.pk).update(down_since=timezone.now())
    gone = make_endpoint(name="Gone")
    services.disable_endpoint(
        key=gone.key, reason=WebhookEndpoint.DisabledReason.GONE, at=timezone.now()
    )

    page = client.get(LIST, headers={"Accept-Language": "en"})

    statuses = {each.name: each for each in page.context["endpoints"]}
    assert {name: each.state for name, each in statuses.items()} == {
        "Well": "delivering",
        "Slow": "waiting",
        "Gone": "disabled",
    }
    assert (statuses["Slow"].reason, statuses["Gone"].reason) == ("timed_out", "gone")


def test_empty_list_leads_to_the_first_endpoint(client, administrator):
    assert NEW in read(client.get(LIST))


def test_secret_is_shown_once_and_signs(client, administrator, hook):
    answer = client.post(NEW, {"name": "CRM", "url": hook.url, "hears_all": "on"})
    endpoint = WebhookEndpoint.objects.get()
    secret = answer.context["secret"]
    client.post(reverse("operations:webhook_test", args=[endpoint.key]))
    deliver()

    ((headers, body),) = hook.heard
    assert Webhook(secret).verify(body, headers)["type"] == (
        "org.forsa.events.webhook.tested.v1"
    )
    assert f'data-copy="{secret}"' in read(answer)
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    page = reverse("operations:webhook", args=[endpoint.key])
    assert "whsec_" not in read(client.get(page))
    assert endpoint.created_by == administrator.key


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"url": ""}, "url"),
        ({"url": "crm.example.org"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://me:secret@example.org/"}, "url"),
        ({"hears_all": ""}, "event_types"),
        ({"hears_all": "", "event_types": ["events.lane.paused"]}, "event_types"),
    ],
)
def test_refusal_is_at_its_field(client, administrator, changes, field):
    asked = {"name": "CRM", "url": "http://127.0.0.1:9/", "hears_all": "on", **changes}

    answer = client.post(NEW, asked)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert WebhookEndpoint.objects.count() == 0


def test_endpoint_is_changed(client, administrator):
    endpoint = make_endpoint()
    address = reverse("operations:webhook_change", args=[endpoint.key])
    before = client.get(address).context["form"]["url"].value()

    answer = client.post(
        address,
        {
            "name": "Town",
            "url": "http://127.0.0.1:10/",
            "event_types": ["learning.lesson.completed"],
        },
    )

    endpoint.refresh_from_db()
    assert before == "https://93.184.215.14/hook"
    assert answer.status_code == 302
    assert (endpoint.name, endpoint.url, endpoint.hears_all, endpoint.event_types) == (
        "Town",
        "http://127.0.0.1:10/",
        False,
        ["learning.lesson.completed"],
    )


def test_changed_address_is_checked_too(client, administrator):
    endpoint = make_endpoint()

    answer = client.post(
        reverse("operations:webhook_change", args=[endpoint.key]),
        {"name": "Town", "url": "https://192.168.0.1/", "hears_all": "on"},
    )

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["url"]


def test_secret_is_rotated_after_a_question(client, administrator):
    endpoint = make_endpoint()
    address = reverse("operations:webhook_rotate", args=[endpoint.key])

    asked = client.get(address)
    answer = client.post(address)

    assert "whsec_" not in read(asked)
    assert answer.context["secret"].startswith("whsec_")
    assert answer.context["endpoint"].both_sign_until is not None


def test_endpoint_is_disabled_and_enabled(client, administrator):
    endpoint = make_endpoint()

    client.post(reverse("operations:webhook_disable", args=[endpoint.key]))
    endpoint.refresh_from_db()
    disabled = endpoint.disabled_reason
    tested = client.post(reverse("operations:webhook_test", args=[endpoint.key]))
    client.post(reverse("operations:webhook_enable", args=[endpoint.key]))
    endpoint.refresh_from_db()

    assert disabled == "by_hand"
    assert tested.status_code == 302
    assert Delivery.objects.filter(consumer=endpoint.consumer).count() == 0
    assert endpoint.disabled_at is None


def test_endpoint_is_deleted_after_a_question(client, administrator):
    endpoint = make_endpoint()
    address = reverse("operations:webhook_delete", args=[endpoint.key])

    asked = client.get(address)
    there = WebhookEndpoint.objects.count()
    client.post(address)

    assert (asked.status_code, there) == (200, 1)
    assert WebhookEndpoint.objects.count() == 0
    assert client.post(address).status_code == 404


def test_log_shows_what_was_answered_and_what_was_refused_only(client, administrator):
    endpoint = make_endpoint()
    make_attempt(endpoint, answer="<b>merci</b>")
    make_attempt(
        endpoint,
        is_accepted=False,
        status=302,
        error="redirected",
        detail="https://elsewhere.example/",
    )
    address = reverse("operations:webhook", args=[endpoint.key])

    everything = read(client.get(address))
    refused = read(client.get(address, {"only": "refused"}))

    assert "&lt;b&gt;merci&lt;/b&gt;" in everything
    assert "https://elsewhere.example/" in everything
    assert "merci" not in refused
    assert "https://elsewhere.example/" in refused


def test_event_is_resent_from_the_log(client, administrator, hook):
    endpoint = make_endpoint(url=hook.url)
    services.send_test(key=endpoint.key, actor=None, at=timezone.now())
    deliver()
    page = read(client.get(reverse("operations:webhook", args=[endpoint.key])))
    (address,) = re.findall(r'action="([^"]+/resend/[^"]+)"', page)

    client.post(address)
    deliver()

    ids = [headers["webhook-id"] for headers, _ in hook.heard]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_event_that_is_forgotten_is_not_resent(client, administrator):
    endpoint = make_endpoint()

    answer = client.post(
        reverse("operations:webhook_resend", args=[endpoint.key, uuid.uuid4()])
    )

    assert answer.status_code == 302
    assert Delivery.objects.filter(consumer=endpoint.consumer).count() == 0


def test_endpoint_that_is_none_is_not_found(client, administrator):
    address = reverse("operations:webhook", args=["nothing"])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("what", ["rotate", "delete"])
def test_question_about_an_endpoint_leads_back_to_it(client, administrator, what):
    address = f"/desk/operations/webhooks/{make_endpoint().key}/"

    page = client.get(f"{address}{what}/")

    assert f'href="{address}">Annuler</a>' in " ".join(page.content.decode().split())
