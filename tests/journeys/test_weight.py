import re

import pytest

from tests.browser import PHONE
from tests.journeys.product import PASSWORD

pytestmark = [
    pytest.mark.slow,
    pytest.mark.services,
    pytest.mark.embedded,
    pytest.mark.xdist_group("journeys"),
]
SIGN_INS = {"fr": "learner", "ar": "learner-ar"}
KILOBYTE = 1024


@pytest.mark.parametrize(("language", "most"), [("fr", 50), ("ar", 75)])
def test_first_view_of_a_lesson_is_light(product, browser, language, most):
    signed_in = browser.new_context()
    page = signed_in.new_page()
    page.goto(f"{product.url}/account/login/")
    page.fill("[name=login]", SIGN_INS[language])
    page.fill("[name=password]", PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(f"{product.url}/portal/courses/")
    # The first lesson of the course; its steps are there once it is begun.
    for part in ("/portal/courses/", "/modules/", "/portal/lessons/"):
        page.locator(f"main a[href*='{part}']").first.click()
        page.wait_for_url(f"**{part}**")
    begin = page.locator("form[action$='/begin/'] [type=submit]")
    if begin.count():
        begin.click()
        page.wait_for_load_state()
    key = re.search(r"/lessons/([0-9a-f-]+)/", page.url)[1]

    # Nothing is in the cache of a browser just opened.
    context = browser.new_context(
        viewport={"width": PHONE, "height": 640},
        storage_state=signed_in.storage_state(),
    )
    sizes = weigh(context, f"{product.url}/portal/lessons/{key}/steps/2/")
    signed_in.close()
    context.close()

    # The lesson's own pictures are its author's affair.
    ours = {url: size for url, size in sizes.items() if "/media/" not in url}
    assert any(url.endswith(".woff2") for url in ours)
    assert sum(ours.values()) <= most * KILOBYTE, ours


def weigh(context, address):
    """What each address took on the wire, headers included."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    addresses, sizes = {}, {}
    network.on(
        "Network.requestWillBeSent",
        lambda told: addresses.update({told["requestId"]: told["request"]["url"]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda told: sizes.update(
            {addresses[told["requestId"]]: told["encodedDataLength"]}
        ),
    )
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    return sizes
