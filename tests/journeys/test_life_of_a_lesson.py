import json

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, assert_accessible
from tests.journeys.product import PASSWORD

# Starts services of its own: not again in the run on real ones.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.services,
    pytest.mark.embedded,
    pytest.mark.xdist_group("journeys"),
]
TITLES = {"fr": "Le zellige lumineux", "ar": "الزليج المضيء"}
# A hint, a fetch and a page: seconds on two busy cores.
SOON = 20_000


@pytest.fixture
def people(product, browser, browser_guard):
    """``people(role, width)``: a signed-in person's own browser."""
    opened = []

    def sign_in(role, width):
        context = browser.new_context(viewport={"width": width, "height": 740})
        opened.append(context)
        context.set_default_timeout(SOON)
        browser_guard.watch(context)
        page = context.new_page()
        page.goto(f"{product.url}/account/login/")
        page.fill("[name=login]", role)
        page.fill("[name=password]", PASSWORD)
        page.locator("main form [type=submit]").first.click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield sign_in
    for context in opened:
        context.close()


@pytest.fixture
def facts(product):
    def read():
        return json.loads(product.run("tests.journeys.facts", "learner"))

    return read


def publish(product, editor, page_id, title):
    editor.goto(f"{product.url}/editor/pages/{page_id}/edit/")
    editor.locator("#id_title").fill(title)
    act(editor, "action-publish")


def act(editor, name):
    """Press one of the editor's page actions; all but the first are in its menu."""
    button = editor.locator(f"[name={name}]").first
    if not button.is_visible():
        editor.locator("footer [data-w-dropdown-target=toggle]").first.click()
    button.click()
    editor.wait_for_load_state()
    expect(editor.locator(".messages .success").first).to_be_visible()


def finds(product, page, words, title):
    """Whether the search page shows the title, asked again until it is caught up."""
    page.goto(f"{product.url}/portal/search/?q={words}")
    # The page repeats the question; only a link is an answer.
    return page.locator("main a").filter(has_text=title).count() > 0


def wait_until(page, condition, *, tries=40):
    for _ in range(tries):
        if condition():
            return
        page.wait_for_timeout(500)
    pytest.fail("it did not come")


def do_step(learner, acts):
    for one in acts:
        form = learner.locator(f"form:has(input[name=item][value='{one['item']}'])")
        for name, value in one["fields"].items():
            fill(form, name, value)
        number = form.get_attribute("id")
        learner.locator(
            f"#{number} button[type=submit]:not([name]), button[form={number}]"
        ).first.click()
        learner.wait_for_load_state()


def fill(form, name, value):
    for each in value if isinstance(value, list) else [value]:
        field = form.locator(f"[name='{name}']")
        if field.first.get_attribute("type") in {"radio", "checkbox"}:
            form.locator(f"[name='{name}'][value='{each}']").check()
        elif field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(each)
        else:
            field.fill(each)


def read_count(page):
    expect(page.locator("live-bell")).to_have_count(1)
    number = page.locator("live-bell .bell__n")
    return int(number.text_content()) if number.count() else 0


def test_lesson_lives_from_the_editor_to_the_board(product, people, facts):
    before = facts()
    editor = people("editor", DESKTOP)
    learner = people("learner", PHONE)
    educator = people("educator", DESKTOP)

    # An editor edits and publishes in both languages; search finds it in both.
    for language, title in TITLES.items():
        publish(product, editor, before["pages"][language], title)
    for title in TITLES.values():
        wait_until(learner, lambda title=title: finds(product, learner, title, title))

    # The educator's board stands open.
    board = f"/desk/groups/{before['group']}/?module={before['module']}"
    educator.goto(f"{product.url}{board}")
    row = educator.locator(f"#learner-{before['learner']}")
    finished = row.locator(".c-done, .c-tries").count()

    # The learner does the steps on a phone and finishes.
    learner.goto(f"{product.url}/portal/lessons/{before['lesson']}/")
    expect(learner.locator("h1")).to_have_text(TITLES["fr"])
    assert_accessible(learner)
    unread = read_count(learner)
    learner.locator("form[action$='/begin/'] [type=submit]").click()
    for number, acts in enumerate(before["acts"], start=1):
        learner.goto(f"{product.url}/portal/lessons/{before['lesson']}/steps/{number}/")
        do_step(learner, acts)
    learner.locator("form[action$='/finish/'] [type=submit]").click()
    learner.wait_for_url("**/finish/")

    # The board moves without a reload, the bell counts, one notification exists.
    expect(row.locator(".c-done, .c-tries")).to_have_count(finished + 1, timeout=SOON)
    wait_until(learner, lambda: read_count(learner) == unread + 1)
    assert facts()["notifications"] == before["notifications"] + 1

    # Unpublished: search forgets it, the learner's progress stays.
    for page_id in before["pages"].values():
        editor.goto(f"{product.url}/editor/pages/{page_id}/unpublish/")
        editor.locator("main form [type=submit]").first.click()
        editor.wait_for_load_state()
    for title in TITLES.values():
        wait_until(
            learner, lambda title=title: not finds(product, learner, title, title)
        )
    assert before["lesson"] in facts()["completed"]
