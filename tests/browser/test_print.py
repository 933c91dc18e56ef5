"""On paper: an article and who it is from, and nothing to click."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page

from tests.browser.pages import ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, ARTICLE_WITH_PHOTOGRAPH, CONTACT, HOME
from tests.browser.watch import NewPage

PAPER = {"width": 627, "height": 971}  # px of what 20 and 22 mm margins leave of A4
ARTICLE_TYPES = [ARTICLE, ARTICLE_WITH_PHOTOGRAPH, ARTICLE_WITH_KEY_DIFFERENCES]


@pytest.fixture
def paper(tab: NewPage) -> Page:
    """A page as it is printed, also for a reader of the dark scheme."""
    page = tab(viewport=PAPER, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    return page


def sheets(pdf: bytes) -> int:
    """The number of pages in a PDF as Chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("path", ARTICLE_TYPES)
def test_a_printed_article_has_nothing_to_click(paper: Page, path: str) -> None:
    paper.goto(path)
    for unwanted in (
        ".skip-link",
        ".masthead__nav",
        ".contents",
        ".invitation",
        ".cite",
        ".read-next",
        ".footer",
        "form",
    ):
        for part in paper.locator(unwanted).all():
            assert not part.is_visible(), unwanted
    assert paper.get_by_role("navigation").count() == 0
    assert paper.get_by_role("button").count() == 0


@pytest.mark.parametrize("path", ARTICLE_TYPES)
def test_a_printed_article_says_who_it_is_from_where_it_stands_and_when_it_was_written(
    paper: Page, site_url: str, path: str
) -> None:
    paper.goto(path)
    imprint = paper.locator(".print-only")
    assert imprint.is_visible()
    text = imprint.inner_text()
    assert (paper.locator("meta[property='og:site_name']").get_attribute("content") or "?") in text
    assert f"{site_url}{path}" in text
    written = paper.locator("meta[property='article:published_time']").get_attribute("content") or ""
    day = date.fromisoformat(written[:10])
    assert f"{day:%B} {day.day}, {day.year}" in text
    assert paper.get_by_role("heading", level=1).is_visible()
    assert all(part.is_visible() for part in paper.locator(".prose").all())


def test_the_imprint_is_for_paper_alone(page: Page) -> None:
    page.goto(ARTICLE)
    assert not page.locator(".print-only").is_visible()


@pytest.mark.parametrize("path", [*ARTICLE_TYPES, HOME, CONTACT])
def test_print_is_dark_on_white_in_the_dark_scheme_too(paper: Page, path: str) -> None:
    paper.goto(path)
    assert paper.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert paper.locator("h1").evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("path", ARTICLE_TYPES)
def test_nothing_of_a_printed_article_is_cut_at_the_edge(paper: Page, path: str) -> None:
    paper.goto(path)
    assert paper.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("path", ARTICLE_TYPES)
def test_a_printed_article_has_its_text_on_a_few_sheets(page: Page, path: str) -> None:
    page.goto(path)
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF-")
    assert 1 < sheets(pdf) <= 6


def test_paper_names_the_address_of_a_link_that_leads_elsewhere_but_not_one_that_is_read_already(paper: Page) -> None:
    paper.goto("/articles/every-element/")
    behind = "e => getComputedStyle(e, '::after').content"
    assert paper.get_by_role("link", name="a guide").evaluate(behind) == '" (https://example.org/a/guide)"'
    assert paper.get_by_role("link", name="https://example.org/guide").evaluate(behind) == "none"
    assert paper.get_by_role("link", name="the first month").evaluate(behind) == "none"


def test_what_is_folded_on_the_screen_is_not_missing_on_paper(paper: Page) -> None:
    paper.goto("/articles/a-fenced-header/")
    assert paper.get_by_text("It was folded.").evaluate("e => e.checkVisibility() && e.offsetHeight") > 0
