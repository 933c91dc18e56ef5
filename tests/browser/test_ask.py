"""Asking about an article: the contact form names it, sends it along, and lets it be left out."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.form_desk import BY_SCRIPT, SENT, THANKS, Desk, Opened, fill_contact, outcome, submit, values
from tests.browser.in_page import overflow, violations
from tests.browser.pages import ARTICLE, CONTACT

ASKED = f"{CONTACT}?about={ARTICLE.split('/')[2]}"


def box(page: Page) -> Locator:
    return page.get_by_role("checkbox", name="This is about the article")


@pytest.mark.parametrize("desk", [*BY_SCRIPT, "custom"], indirect=True)
def test_an_article_that_somebody_asks_about_is_named_and_sent_along(opened: Opened, desk: Desk) -> None:
    page = opened(ARTICLE)
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Ask about this article").click()
    page.wait_for_url("**/contact/?about=*")
    expect(box(page)).to_be_checked()
    assert title in page.locator("label", has=page.locator("q")).inner_text()
    fill_contact(page)
    submit(page).click()
    page.get_by_role("heading", name=SENT).or_(page.get_by_role("heading", name=THANKS)).wait_for()
    [row] = desk.rows()
    assert row["given"]["article"] == f"{title} ({desk.url}{ARTICLE})"


def test_it_can_be_left_out(opened: Opened, desk: Desk) -> None:
    page = opened(ASKED)
    fill_contact(page)
    box(page).uncheck()
    submit(page).click()
    page.get_by_role("heading", name=SENT).wait_for()
    [row] = desk.rows()
    assert "article" not in row["given"]


def test_a_message_begun_before_is_kept_and_so_is_what_it_is_about(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    typed = fill_contact(page, "500")
    page.goto(ASKED)
    expect(box(page)).to_be_checked()
    assert values(page, typed) == typed
    submit(page).click()
    outcome(page, "We could not confirm that your message was sent")
    expect(box(page)).to_be_checked()
    assert "the-empty-tank" in (page.get_by_role("link", name="Send it by email").get_attribute("href") or "")
    page.reload()
    expect(box(page)).to_be_checked()
    assert values(page, typed) == typed
    assert not desk.rows()


@pytest.mark.parametrize(
    "about", ["no-such-article", "..", "../contact", "%2E%2E%2Fabout", "https://evil.example/", ""]
)
def test_of_what_is_no_article_nothing_is_said(faulty: Opened, about: str) -> None:
    page = faulty(f"{CONTACT}?about={about}")
    page.wait_for_load_state("networkidle")
    expect(box(page)).to_have_count(0)
    assert "article" not in page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('form')))")


def test_without_scripts_the_link_leads_to_the_form_as_it_always_is(opened: Opened, desk: Desk) -> None:
    page = opened(ARTICLE, java_script_enabled=False)
    page.get_by_role("link", name="Ask about this article").click()
    expect(box(page)).to_have_count(0)
    fill_contact(page)
    submit(page).click()
    page.wait_for_url(f"{desk.url}/contact/thanks/")
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_asked_about_is_accessible_and_fits(opened: Opened, scheme: str) -> None:
    page = opened(ASKED, viewport={"width": 320, "height": 780}, color_scheme=scheme)
    expect(box(page)).to_be_checked()
    assert not violations(page)
    assert not overflow(page)
