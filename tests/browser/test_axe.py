"""Every type of page, in both schemes, narrow and wide, with and without scripts: axe finds nothing, nothing overflows."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.in_page import CONTRAST, overflow
from tests.browser.pages import ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, EVERY_TYPE, HOME, MISSING, NOT_FOUND, TOPIC
from tests.browser.watch import NewPage, Watch

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}

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


def violations(page: Page) -> list[str]:
    """Each violation as rule, place and what axe says of it."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {' '.join(node.get('failureSummary', '').split())}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows_on_any_type_of_page(
    new_page: NewPage, watch: Watch, scheme: Literal["light", "dark"], width: int, scripts: bool
) -> None:
    watch.expected.append(NOT_FOUND)
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    # axe waits for timers, which do not run in a context without JavaScript: so scripts are
    # off while the page loads, with <noscript> read, and on for axe.
    switch = page.context.new_cdp_session(page)
    wrong = []
    for path in EVERY_TYPE:
        switch.send("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        page.goto(path)
        switch.send("Emulation.setScriptExecutionDisabled", {"value": False})
        wrong += [f"{path} {finding}" for finding in [*violations(page), *overflow(page)]]
    assert not wrong, "\n".join(wrong)


def test_a_page_without_scripts_is_one_in_which_none_ran(new_page: NewPage) -> None:
    page = new_page()
    switch = page.context.new_cdp_session(page)
    switch.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.goto("/search/")
    switch.send("Emulation.setScriptExecutionDisabled", {"value": False})
    # With scripts its content would be text. It is no longer shown: the page asks @media (scripting).
    assert page.locator("noscript a").count() == 2


@pytest.mark.parametrize("path", [ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, TOPIC])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_on_a_surface_of_two_colours_is_legible_on_either(
    tab: NewPage, scheme: Literal["light", "dark"], path: str
) -> None:
    # axe gives no verdict on gradients; here each of their colours is measured.
    page = tab(color_scheme=scheme)
    page.goto(path)
    undecided = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["incomplete"]
    places = [node["target"][0] for rule in undecided for node in rule["nodes"]]
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
