"""Every type of page, opened once: axe finds nothing, nothing overflows or is too small, and nothing more is asked for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from forms.local_endpoint import Endpoint
from tests.browser.in_page import CONTRAST, SETTLED, axe, overflow, violations
from tests.browser.pages import ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, EVERY_TYPE, HOME, MISSING, NOT_FOUND, TOPIC
from tests.browser.watch import NewPage, Scheme, Watch

SMALLEST = 24  # px, WCAG 2.2, 2.5.8
# Colours depend on the scheme alone and room on the width alone: two of the four combinations meet all of both.
SCHEMES_AND_WIDTHS: list[tuple[Scheme, int]] = [("light", 320), ("dark", 1280)]

# Targets that are too small. A link in a sentence may be as high as its line; one spread by ::after is as large as what it covers.
SMALL = """(smallest) => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .filter((e) => {
    if (e.closest("label")) return false; // its words are the target, too
    if (getComputedStyle(e).display !== "inline") return true;
    const sentence = e.closest("p, li, dd, td, th, figcaption, h1, h2, h3");
    return !sentence || sentence.innerText.trim() === e.innerText.trim();
  })
  .map((e) => [e, (getComputedStyle(e, "::after").position === "absolute" ? e.offsetParent : e).getBoundingClientRect()])
  .filter(([, box]) => box.width < smallest || box.height < smallest)
  .map(([e, box]) => `${box.width.toFixed(1)} × ${box.height.toFixed(1)} px: ${e.outerHTML.slice(0, 120)}`)"""

# What is in the way of the first paint, and what is set in motion.
BLOCKING = """() => [
  ...performance.getEntriesByType("resource").filter((e) => e.renderBlockingStatus !== "non-blocking"),
  ...document.querySelectorAll("link[rel~=stylesheet], script[src]:not([type=module])"),
].map((e) => e.name || e.outerHTML)"""
MOVING = """() => [...document.querySelectorAll("*")].filter((e) => {
  const { animationName, transitionDuration } = getComputedStyle(e);
  return animationName !== "none" || transitionDuration.split(",").some((d) => parseFloat(d) > 0);
}).map((e) => e.outerHTML.slice(0, 80))"""
# The places whose text has a contrast below 4.5 (WCAG 2.2, 1.4.3) with one of the colours behind it.
PALE = (
    "(places) => {"
    + CONTRAST
    + r"""  return places.flatMap((place) => {
    const element = document.querySelector(place);
    let surface = element;
    while (surface && getComputedStyle(surface).backgroundImage === "none") surface = surface.parentElement;
    if (!surface) return [`${place}: nothing is behind it`];
    const { backgroundImage, backgroundColor } = getComputedStyle(surface);
    const colours = `${backgroundImage} ${backgroundColor}`.match(/rgb\([^)]*\)/g) ?? [];
    if (!colours.length) return [`${place}: no colour in ${backgroundImage}`];
    return colours
      .map((colour) => [colour, contrast(getComputedStyle(element).color, colour)])
      .filter(([, ratio]) => ratio < 4.5)
      .map(([colour, ratio]) => `${place}: ${ratio.toFixed(2)} on ${colour}`);
  });
}"""
)


class Shown:
    """A page that was opened once, for tests that only look at it; each sets what it looks at."""

    def __init__(self, page: Page, line: CDPSession, watch: Watch) -> None:
        self.page, self.line, self.watch = page, line, watch

    def open(self, path: str, *, scripts: bool = True) -> None:
        """Open another page. axe waits for timers, which do not run in a context without JavaScript: so scripts are
        off while the page loads, with <noscript> read, and on for axe."""
        self.watch.requests.clear()
        self.line.send("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self.page.goto(path)
        self.line.send("Emulation.setScriptExecutionDisabled", {"value": False})

    def to(self, scheme: Scheme = "light", width: int = 1280, text: int = 16) -> Page:
        """The page for a reader with these settings, and without anything that moves."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.line.send("Page.setFontSizes", {"fontSizes": {"standard": text, "fixed": text * 13 // 16}})
        return self.page


@pytest.fixture(scope="module")
def reader(browser: Browser, site_url: str, endpoint: Endpoint) -> Iterator[Shown]:
    """The tab in which every page is shown."""
    watch = Watch(site_url, endpoint.address)
    watch.expected.append(NOT_FOUND)
    context = browser.new_context(base_url=site_url)
    watch.over(context)
    page = context.new_page()
    yield Shown(page, context.new_cdp_session(page), watch)
    context.close()
    assert not watch.troubles(), "\n".join(watch.troubles())


@pytest.fixture(scope="module", params=EVERY_TYPE)
def shown(reader: Shown, request: pytest.FixtureRequest) -> Shown:
    """Each page, opened."""
    reader.open(request.param)
    return reader


@pytest.fixture(scope="module", params=EVERY_TYPE)
def shown_without_scripts(reader: Shown, request: pytest.FixtureRequest) -> Shown:
    """Each page, opened with scripts off."""
    reader.open(request.param, scripts=False)
    return reader


def test_nothing_but_the_page_itself_is_needed_for_the_first_paint(shown: Shown) -> None:
    assert not shown.page.evaluate(BLOCKING)


def test_every_request_goes_to_the_site_itself_and_none_is_for_the_search(shown: Shown, site_url: str) -> None:
    page = shown.to()
    page.evaluate(SETTLED)
    assert shown.watch.requests
    assert [request for request in shown.watch.requests if not request.startswith(f"{site_url}/")] == []
    assert [request for request in shown.watch.requests if "pagefind" in request or "search-results" in request] == []


@pytest.mark.parametrize(("scheme", "width"), SCHEMES_AND_WIDTHS)
def test_axe_finds_nothing(shown: Shown, scheme: Scheme, width: int) -> None:
    assert not violations(shown.to(scheme, width))


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_overflows(shown: Shown, width: int) -> None:
    assert not overflow(shown.to(width=width))


@pytest.mark.parametrize("width", [320, 1280])
def test_text_of_twice_the_size_fits_the_page(shown: Shown, width: int) -> None:
    size = "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    as_it_is = shown.to().evaluate(size)
    page = shown.to(width=width, text=32)
    assert page.evaluate(size) >= 1.9 * as_it_is
    assert not overflow(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_target_is_large_enough(shown: Shown, width: int) -> None:
    assert not shown.to(width=width).evaluate(SMALL, SMALLEST)


def test_nothing_moves_for_those_who_mind(shown: Shown) -> None:
    assert not shown.to().evaluate(MOVING)


@pytest.mark.parametrize(("scheme", "width"), SCHEMES_AND_WIDTHS)
def test_axe_finds_nothing_and_nothing_overflows_without_scripts(
    shown_without_scripts: Shown, scheme: Scheme, width: int
) -> None:
    page = shown_without_scripts.to(scheme, width)
    assert not [*violations(page), *overflow(page)]


def test_a_page_without_scripts_is_one_in_which_none_ran(reader: Shown) -> None:
    reader.open("/search/", scripts=False)
    # With scripts its content would be text. It is no longer shown: the page asks @media (scripting).
    assert reader.page.locator("noscript a").count() == 2


@pytest.mark.parametrize("path", [ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, TOPIC])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_on_a_surface_of_two_colours_is_legible_on_either(tab: NewPage, scheme: Scheme, path: str) -> None:
    # axe gives no verdict on gradients; here each of their colours is measured.
    page = tab(color_scheme=scheme)
    page.goto(path)
    places = [node["target"][0] for rule in axe(page, ["color-contrast"], "incomplete") for node in rule["nodes"]]
    assert places
    pale = page.evaluate(PALE, places)
    assert not pale


def test_axe_sees_what_is_wrong(page: Page) -> None:
    page.goto(HOME)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=x><p id=y>Pale</p>')")
    page.evaluate("document.querySelector('#y').style.color = '#bbb'")
    page.evaluate("document.querySelector('#x').style.inlineSize = '3000px'")
    found = " ".join(violations(page))
    assert "label: #x" in found
    assert "color-contrast: #y" in found
    assert any("input" in place for place in overflow(page))


def test_the_missing_page_is_ours(page: Page, watch: Watch) -> None:
    watch.expected.append(NOT_FOUND)
    response = page.goto(MISSING)
    assert response
    assert response.status == 404
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Articles").click()
    page.wait_for_url("**/articles/")
