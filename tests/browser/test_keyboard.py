"""With the keyboard alone: the skip link, every stop, and where one is."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.in_page import AT_REST, CONTRAST, violations
from tests.browser.pages import (
    ARTICLE,
    ARTICLE_WITH_KEY_DIFFERENCES,
    CONTACT,
    DISCOVERY_SESSION,
    EVERY_TYPE,
    HOME,
    MISSING,
    NOT_FOUND,
    SEARCH,
    TOPIC,
)
from tests.browser.watch import NewPage, Watch

FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex='0']")]
  .filter((e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }))
  .map((e) => e.outerHTML.replace(' aria-current="true"', "").slice(0, 120))"""

# What has the focus: its name, its outline, and whether it can be seen.
STOP = (
    "() => {"
    + CONTRAST
    + """
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const box = element.getClientRects()[0];
  const [above, below] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]; // a long field may go on below
  const top = document.elementFromPoint(box.left + box.width / 2, (above + below) / 2);
  return {
    html: element.outerHTML.replace(' aria-current="true"', "").slice(0, 120),
    style: outlineStyle,
    width: parseFloat(outlineWidth),
    contrast: contrast(outlineColor, behind(element.parentElement)),
    uncovered: Boolean(top) && element.contains(top),
    inView: box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
  };
}"""
)


def stops(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key, from the top of the page until the focus leaves it.

    The day, the month and the other parts of a field for a time are one.
    """
    found: list[dict[str, Any]] = []
    most = len(page.evaluate(FOCUSABLE)) + 5
    while len(found) < most:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        if not (found and "datetime-local" in stop["html"] and stop["html"] == found[-1]["html"]):
            found.append(stop)
    return found


@pytest.mark.parametrize("path", EVERY_TYPE)
def test_the_first_stop_is_the_skip_link_and_it_leads_to_the_text(page: Page, watch: Watch, path: str) -> None:
    watch.expected += [NOT_FOUND] if path == MISSING else []
    page.goto(path)
    page.keyboard.press("Tab")
    skip_link = page.get_by_role("link", name="Skip to the text")
    assert skip_link.evaluate("e => e === document.activeElement")
    box = skip_link.bounding_box()
    assert box
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement === document.querySelector('main')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').compareDocumentPosition(document.activeElement) & 20"), (
        "the next stop is in the text or after it"
    )


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
@pytest.mark.parametrize("path", [HOME, ARTICLE, CONTACT, DISCOVERY_SESSION, SEARCH])
def test_every_stop_is_reached_in_order_and_shows_that_it_has_the_focus(
    tab: NewPage, path: str, scheme: Literal["light", "dark"], width: int
) -> None:
    # Without smooth scrolling, so that each stop has come to rest when it is looked at.
    page = tab(color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 720})
    page.goto(path)
    found = stops(page)
    assert [stop["html"] for stop in found] == page.evaluate(FOCUSABLE)
    unseen = [
        stop
        for stop in found
        if stop["style"] == "none" or stop["width"] < 2 or stop["contrast"] < 3 or not stop["uncovered"]
    ]
    assert not unseen
    assert not [stop["html"] for stop in found if not stop["inView"] and "<textarea" not in stop["html"]]


def test_a_click_on_a_link_or_button_draws_no_outline(new_page: NewPage) -> None:
    page = new_page()
    page.goto(DISCOVERY_SESSION)
    page.on("dialog", lambda dialog: dialog.dismiss())
    button = page.get_by_role("button", name="Clear it")
    page.locator(".sheet").get_by_role("textbox").first.fill("x")
    button.click()
    assert button.evaluate("e => getComputedStyle(e).outlineStyle") == "none"


@pytest.mark.parametrize(
    ("path", "label", "kind"),
    [
        ("/articles/", "Articles", "page"),
        ("/coaching/", "What I do", "page"),
        ("/about/", "About", "page"),
        ("/faq/", "Questions", "page"),
        ("/contact/", "Contact", "page"),
        ("/search/", "Search", "page"),
        (ARTICLE, "Articles", "true"),
        (TOPIC, "Articles", "true"),
        ("/privacy/", "", ""),
    ],
)
def test_the_navigation_marks_where_one_is(page: Page, path: str, label: str, kind: str) -> None:
    page.goto(path)
    marked = page.get_by_role("navigation", name="Main").locator("a[aria-current]")
    assert marked.all_inner_texts() == ([label] if label else [])
    if label:
        assert marked.get_attribute("aria-current") == kind
        assert "underline" in marked.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_the_name_of_the_practice_is_marked_at_home(page: Page) -> None:
    page.goto(HOME)
    assert page.locator("[aria-current=page]").count() == 1
    assert page.locator(".masthead__home[aria-current=page]").count() == 1


# Whether the heading of this name is the target and stands at the top of the window, or as near as the page allows.
ARRIVED = """(name) => {
  const heading = document.querySelector(":target");
  if (!/^H[23]$/.test(heading?.tagName) || heading.innerText.trim() !== name.trim()) return false;
  const { top, bottom } = heading.getBoundingClientRect();
  const atEnd = Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight;
  return top >= 0 && (top < 120 || (atEnd && bottom <= innerHeight));
}"""


@pytest.mark.parametrize("path", [ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, "/faq/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_each_line_of_the_contents_moves_to_its_heading(tab: NewPage, path: str, width: int) -> None:
    page = tab(viewport={"width": width, "height": 720}, reduced_motion="reduce")
    page.goto(path)
    links = page.locator(".contents a")
    assert links.count() >= 4
    for link in links.all():
        name = link.inner_text()
        link.press("Enter")
        page.wait_for_function(ARRIVED, arg=name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector(':target').compareDocumentPosition(document.activeElement) & 4"), (
        "the next stop is after the heading"
    )


def test_smooth_scrolling_arrives_at_the_heading_too(page: Page) -> None:
    page.goto(ARTICLE)
    link = page.locator(".contents a").nth(1)
    link.focus()
    page.evaluate(AT_REST)
    page.keyboard.press("Enter")
    page.wait_for_function(ARRIVED, arg=link.inner_text())


def current(page: Page) -> list[str]:
    """What the list of contents marks as the part one is in."""
    return page.locator(".contents [aria-current=true]").all_inner_texts()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_list_of_contents_marks_the_part_that_is_read(
    tab: NewPage, motion: Literal["reduce", "no-preference"]
) -> None:
    page = tab(viewport={"width": 1280, "height": 720}, reduced_motion=motion)
    page.goto(ARTICLE)
    page.wait_for_load_state("load")  # the script, too, has run
    assert current(page) == []  # the opening is before all parts
    height = page.locator(".contents").evaluate("(e) => e.offsetHeight")
    names = page.locator(".contents a").all_inner_texts()
    for name in names:
        page.locator(".prose h2", has_text=name).evaluate(
            "(e) => scrollTo({ top: e.offsetTop - 40, behavior: 'instant' })"
        )
        expect(page.locator(".contents [aria-current=true]")).to_have_text(name)
        assert page.locator(".contents").evaluate("(e) => e.offsetHeight") == height, "nothing moves"
    assert not violations(page)
    page.evaluate("scrollTo({ top: 1e6, behavior: 'instant' })")
    expect(page.locator(".contents [aria-current=true]")).to_have_text(names[-1])
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(page.locator(".contents [aria-current=true]")).to_have_count(0)


def test_the_last_part_is_marked_at_the_end_of_a_page_on_any_screen(tab: NewPage) -> None:
    page = tab(viewport={"width": 1720, "height": 1400})
    page.goto(ARTICLE)
    page.wait_for_load_state("load")
    page.evaluate("document.querySelector('.after-article').remove(); scrollTo({ top: 1e6, behavior: 'instant' })")
    expect(page.locator(".contents [aria-current=true]")).to_have_text(page.locator(".contents a").last.inner_text())
