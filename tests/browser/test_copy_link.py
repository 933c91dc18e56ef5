"""The button that copies the address of an article: there only where it works, and it says what it did."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import ARTICLE
from tests.browser.watch import NewPage

BUTTON = "Copy the link"


def said(page: Page) -> str:
    """What is said once the button was pressed."""
    page.get_by_role("button", name=BUTTON).click()
    status = page.locator("[data-module=copy-link]").get_by_role("status")
    expect(status).not_to_be_empty()
    return status.inner_text()


def test_the_address_is_copied(new_page: NewPage, site_url: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(ARTICLE)
    assert said(page) == "Copied."
    assert page.evaluate("() => navigator.clipboard.readText()") == site_url + ARTICLE


def test_the_address_of_the_feed_is_copied(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/feed/")
    assert said(page) == "Copied."
    assert page.evaluate("() => navigator.clipboard.readText()").endswith("/feed.xml")


def test_where_copying_is_refused_the_address_is_told(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.add_init_script("Clipboard.prototype.writeText = () => Promise.reject(new DOMException('no'));")
    page.goto(ARTICLE)
    assert said(page) == f"Copying was refused. The address is {site_url}{ARTICLE}"


@pytest.mark.parametrize("scripts", [True, False], ids=["without a clipboard", "without scripts"])
def test_where_nothing_can_be_copied_there_is_no_button(new_page: NewPage, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });")
    page.goto(ARTICLE)
    page.wait_for_load_state("load")  # the script, too, has run
    expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
