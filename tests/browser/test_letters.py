"""Letters as mail programs show them: on a phone and on a desk, in both schemes, and where a program drops all styles."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from mailing.letter import letter
from sources.content import Content, read
from sources.palette import DEFAULT
from tests.browser.in_page import axe

SITE = "https://coach.test"


@pytest.fixture(scope="module")
def full() -> Content:
    return read(Path(__file__).parents[1] / "practices/full")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose pictures do not come, as where a program asks before it fetches any."""
    page = browser.new_context().new_page()
    page.route("**", lambda route: route.abort())
    yield page
    page.context.close()


@pytest.mark.parametrize("width", [320, 600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["every-element", "the-empty-tank", "coach-or-mentor"])
def test_a_letter_fits_and_can_be_read(page: Page, full: Content, name: str, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(letter(full, name, SITE).html)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground == f"rgb{tuple(bytes.fromhex(DEFAULT[scheme]['canvas'][1:]))}"
    assert page.get_by_text(letter(full, name, SITE).preheader, exact=True).is_hidden()
    # Landmarks are the mail program's own.
    assert not axe(page, ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "violations")


@pytest.mark.parametrize("name", ["every-element", "the-empty-tank"])
def test_without_its_styles_a_letter_has_all_words_in_their_order(page: Page, full: Content, name: str) -> None:
    made = letter(full, name, SITE)
    page.set_content(re.sub(r' (?:style|class)="[^"]*"|<style>.*?</style>', "", made.html, flags=re.DOTALL))
    shown = page.evaluate("() => document.body.innerText")
    marks = [str(text) for text in page.locator("h1, h2").all_inner_texts()]
    assert [*marks] == sorted(marks, key=shown.index)
    assert shown.index(made.preheader) < shown.index(made.subject) < shown.index("[Put your postal address here.]")
