import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.bell.threads import DrainThreads
from events.models import CalendarEntry, Delivery, Lane
from lms.accounts import permissions
from tests.browser import assert_accessible, in_french_and_arabic, on_phone_and_desktop
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def person(context):
    # Nobody answers sockets here.
    context.route_web_socket("**/live/", lambda socket: None)
    return UserFactory(roles=[permissions.ADMINISTRATOR], language="en")


@pytest.fixture
def workers(consumer):
    """Threads that deliver, as in the embedded product."""
    threads = DrainThreads()
    threads.start()
    yield threads
    threads.stop()


def open_page(page, live_server, name, *args, query=""):
    page.goto(live_server.url + reverse(f"operations:{name}", args=args) + query)


@in_french_and_arabic
@on_phone_and_desktop
def test_operations_are_accessible(page, live_server, sign_in, person, dead, language):
    person.language = language
    person.save()
    dead(3)
    Lane.objects.create(
        lane="elsewhere",
        breaker_failures=1,
        reason="DependencyDown: no answer",
        paused_until=timezone.now() + dt.timedelta(minutes=1),
    )
    CalendarEntry.objects.create(
        consumer="prune", rule="at 03:00", due_at=timezone.now()
    )
    sign_in(person)

    for name, *args in [
        ("overview",),
        ("letters",),
        ("letter", Delivery.objects.earliest("pk").pk),
        ("replay",),
        ("history",),
    ]:
        open_page(page, live_server, name, *args)
        assert_accessible(page, language=language)
    open_page(page, live_server, "repair", query="?do=requeue&every=on")
    assert_accessible(page, language=language)


def test_dead_letter_is_found_mended_tried_again_and_delivered(
    page, live_server, sign_in, person, start_lessons, mended, workers, wait_until
):
    start_lessons(2)
    wait_until(lambda: Delivery.objects.dead().count() == 2)
    sign_in(person)

    # What is wrong, and why.
    open_page(page, live_server, "overview")
    page.get_by_role("link", name="See why").click()
    expect(
        page.get_by_role("link", name="PermanentError: the partner’s group is gone")
    ).to_have_count(2)
    page.get_by_role("link", name="PermanentError").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Delivery")

    # The cause is mended; one of the two is tried again, after a look.
    mended.append(True)
    page.get_by_role("button", name="Try it again").click()
    page.get_by_role("button", name="Try 1 delivery again").click()
    expect(page.get_by_role("status")).to_contain_text("1 delivery is tried again.")
    wait_until(lambda: Delivery.objects.filter(state=Delivery.State.DONE).count() == 1)

    # The other is still there, and the history says who it was.
    open_page(page, live_server, "letters")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    open_page(page, live_server, "history", query="?kind=repairs")
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("1 delivery tried again")
    expect(row).to_contain_text(person.display_name("en"))


def test_replay_is_looked_at_and_then_delivered_without_scripts(
    browser, live_server, person, start_lessons, mended, workers, wait_until, client
):
    mended.append(True)
    start_lessons(3)
    wait_until(lambda: Delivery.objects.filter(state=Delivery.State.DONE).count() == 3)
    client.force_login(person)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
        ]
    )
    page = context.new_page()

    page.goto(live_server.url + reverse("operations:replay"))
    page.get_by_label("Stream").fill("lessons")
    page.get_by_role("button", name="Look before").click()
    expect(page.get_by_label("Stream")).to_have_value("lessons")
    page.get_by_label("Stream").fill("")
    page.get_by_label("Consumer").select_option("tell_partner")
    page.get_by_role("button", name="Look before").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replay 3 deliveries")
    page.get_by_role("button", name="Replay 3 deliveries").click()

    expect(page.get_by_role("status")).to_contain_text(
        "3 deliveries are made once more."
    )
    wait_until(
        lambda: (
            Delivery.objects.filter(state=Delivery.State.DONE, attempts=1).count() == 3
        )
    )
    context.close()
