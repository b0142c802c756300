import pytest

from tests.browser import assert_accessible, on_phone_and_desktop

PAGE = """<!doctype html><html lang="ar" dir="rtl"><title>فرصة</title><main><h1>فرصة</h1>%s</main>"""


@on_phone_and_desktop
def test_page_without_fault_passes(page, screen_width):
    page.set_content(PAGE % "<p>مرحبا</p>")

    assert_accessible(page, language="ar")
    assert page.evaluate("innerWidth") == screen_width


def test_page_with_an_unnamed_picture_is_refused(page):
    page.set_content(PAGE % "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")

    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_foreign_request_and_script_error_are_seen(page, browser_guard):
    page.route("**/*", lambda route: route.abort())
    page.set_content(PAGE % "<img alt='' src='http://example.org/x.png'>")
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.wait_for_timeout(200)

    assert any(
        "foreign request: http://example.org" in each for each in browser_guard.faults
    )
    assert any("broken" in each for each in browser_guard.faults)
    browser_guard.faults.clear()
