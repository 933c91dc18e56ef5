"""What it is like to read here: type, line length, tables on a phone, no jumps, and the settings of readers respected."""

import re
from typing import Any, Literal

import pytest

from tests.browser.in_page import CONTRAST, SETTLED, overflow
from tests.browser.pages import (
    ARTICLE,
    ARTICLE_WITH_KEY_DIFFERENCES,
    ARTICLE_WITH_PHOTOGRAPH,
    ARTICLES,
    CONTACT,
    DISCOVERY_SESSION,
    HOME,
    SEARCH,
    TOPIC,
)
from tests.browser.watch import Hold, NewPage, Watch

PICTURES = re.compile(r"\.(jpe?g|png|svg|avif|webp)(\?|$)")

# The number of characters in each line of each paragraph, but for the last line of each.
LINES = r"""() => [...document.querySelectorAll(".prose > p")].flatMap((paragraph) => {
  const lines = new Map();
  const range = document.createRange();
  const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const height = parseFloat(getComputedStyle(paragraph).lineHeight);
  const top = paragraph.getBoundingClientRect().top;
  for (let node; (node = walk.nextNode()); )
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getClientRects()[0];
      if (!box) continue;
      const line = Math.floor(((box.top + box.bottom) / 2 - top) / height);
      lines.set(line, (lines.get(line) ?? 0) + 1);
    }
  return [...lines.values()].slice(0, -1);
})"""

# Sums up layout shifts from the beginning of the document.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    window.shifts.push([entry.value, entry.sources.map((s) => s.node?.outerHTML?.slice(0, 80) ?? s.node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });
"""

# Links, buttons and fields whose text or edge cannot be told from what is behind it.
INVISIBLE = (
    "() => {"
    + CONTRAST
    + """
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .flatMap((e) => {
      const style = getComputedStyle(e);
      const found = [];
      if (contrast(style.color, behind(e)) < 4.5) found.push(`text ${style.color} on ${behind(e)}`);
      if (e.matches(".button, button, input, textarea") &&
        (style.borderBlockStartStyle === "none" || contrast(style.borderBlockStartColor, behind(e.parentElement)) < 3))
        found.push(`edge ${style.borderBlockStartStyle} ${style.borderBlockStartColor} on ${behind(e.parentElement)}`);
      return found.map((what) => `${what}: ${e.outerHTML.slice(0, 100)}`);
    });
}"""
)


@pytest.mark.parametrize("path", [ARTICLE, ARTICLE_WITH_KEY_DIFFERENCES, "/about/", "/privacy/"])
def test_a_line_of_text_has_45_to_75_characters(tab: NewPage, path: str) -> None:
    page = tab(viewport={"width": 1280, "height": 800})
    page.goto(path)
    page.evaluate(SETTLED)
    lines: list[int] = sorted(page.evaluate(LINES))
    shortest, longest = lines[len(lines) // 20], lines[-1 - len(lines) // 20]
    assert len(lines) > 5
    assert shortest >= 45
    assert longest <= 75, f"on average {sum(lines) / len(lines):.0f} characters"


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_text_has_18_to_20_pixels_and_room_between_the_lines(tab: NewPage, width: int) -> None:
    page = tab(viewport={"width": width, "height": 800})
    page.goto(ARTICLE_WITH_KEY_DIFFERENCES)
    sizes = page.evaluate(
        """[...document.querySelectorAll(".prose > p, .prose > ul > li, .prose > ol > li")].map((e) => {
          const style = getComputedStyle(e);
          return [parseFloat(style.fontSize), parseFloat(style.lineHeight) / parseFloat(style.fontSize)];
        })"""
    )
    assert sizes
    assert all(18 <= size <= 20 and spacing >= 1.5 for size, spacing in sizes), sizes


@pytest.mark.parametrize("path", [HOME, ARTICLES, ARTICLE, CONTACT, DISCOVERY_SESSION])
def test_no_text_is_smaller_than_14_pixels(tab: NewPage, path: str) -> None:
    page = tab(viewport={"width": 320, "height": 800})
    page.goto(path)
    small = page.evaluate(
        """[...document.querySelectorAll("body *")]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.checkVisibility())
          .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 14)
          .map((e) => `${getComputedStyle(e).fontSize}: ${e.outerHTML.slice(0, 80)}`)"""
    )
    assert not small


def test_key_differences_become_cards_on_a_phone(tab: NewPage) -> None:
    page = tab(viewport={"width": 360, "height": 800})
    page.goto(ARTICLE_WITH_KEY_DIFFERENCES)
    table = page.locator(".key-differences table")
    head = table.locator("thead").bounding_box()
    assert head
    assert head["width"] <= 1
    assert head["height"] <= 1
    row = table.locator("tbody tr").first
    assert row.locator("td").evaluate_all("cells => cells.every((c) => getComputedStyle(c).display === 'block')")
    names = table.locator("thead th").all_text_contents()
    labels = row.locator("td").evaluate_all("cells => cells.map((c) => getComputedStyle(c, '::before').content)")
    assert names
    assert labels == [f'"{name}"' for name in names if name.strip()]
    boxes = [cell.bounding_box() for cell in row.locator("th, td").all()]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(set(tops)), "one below the other"
    assert not overflow(page)


def test_key_differences_are_a_table_on_a_wide_screen(tab: NewPage) -> None:
    page = tab(viewport={"width": 1280, "height": 800})
    page.goto(ARTICLE_WITH_KEY_DIFFERENCES)
    table = page.locator(".key-differences table")
    assert table.locator("thead").is_visible()
    assert table.evaluate("e => getComputedStyle(e).display") == "table"
    assert table.locator("td").first.evaluate("e => getComputedStyle(e, '::before').content") == "none"


@pytest.mark.parametrize("width", [360, 1280])
def test_key_differences_are_read_out_as_a_table(tab: NewPage, width: int) -> None:
    page = tab(viewport={"width": width, "height": 800})
    page.goto(ARTICLE_WITH_KEY_DIFFERENCES)
    block = page.locator(".key-differences")
    assert block.get_by_role("columnheader", name="Mentoring").count() == 1
    tree = block.aria_snapshot()
    assert "table" in tree
    assert "rowheader" in tree
    assert "cell" in tree


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [HOME, ARTICLE, ARTICLE_WITH_PHOTOGRAPH, ARTICLES, CONTACT, DISCOVERY_SESSION, SEARCH])
def test_nothing_moves_while_a_page_loads_even_when_fonts_and_pictures_come_late(
    new_page: NewPage, path: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    late = Hold(page, re.compile(rf"\.woff2|{PICTURES.pattern}"))
    page.goto(path, wait_until="domcontentloaded")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    late.release()
    page.wait_for_load_state("load")
    page.evaluate(SETTLED)
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    page.wait_for_function("() => [...document.images].every((image) => image.complete || !image.checkVisibility())")
    page.evaluate(SETTLED)
    shifts = page.evaluate("window.shifts")
    # A late font may move a word within its line by a pixel: less than any tool shows. A line more or less is 0.003.
    assert sum(value for value, _ in shifts) < 0.001, shifts


def test_the_observer_of_shifts_sees_one(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(SHIFTS)
    page.goto(ARTICLE)
    page.evaluate(SETTLED)
    page.evaluate("document.querySelector('main').prepend(Object.assign(new Image(), { width: 300, height: 300 }))")
    page.wait_for_function("() => window.shifts.length")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_parts_of_an_article_are_seen_in_the_order_they_are_read(tab: NewPage, width: int) -> None:
    page = tab(viewport={"width": width, "height": 800})
    page.goto(ARTICLE)
    parts = [".article__header", ".article .prose", ".crisis", ".cite", ".path-steps", ".invitation--first"]
    tops = page.evaluate(
        "(parts) => parts.map((part) => document.querySelector(part).getBoundingClientRect().top)", parts
    )
    assert tops == sorted(tops)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [HOME, ARTICLE, TOPIC, CONTACT, DISCOVERY_SESSION, SEARCH])
def test_links_buttons_and_fields_are_visible_in_the_readers_own_colours(
    tab: NewPage, path: str, scheme: Literal["light", "dark"]
) -> None:
    page = tab(color_scheme=scheme)
    page.emulate_media(forced_colors="active")
    page.goto(path)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    invisible = page.evaluate(INVISIBLE)
    assert not invisible


@pytest.mark.parametrize(("motion", "expected"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_scrolling_is_smooth_only_for_those_who_do_not_mind(
    tab: NewPage, motion: Literal["reduce", "no-preference"], expected: str
) -> None:
    page = tab(reduced_motion=motion)
    page.goto(ARTICLE)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == expected


@pytest.mark.parametrize(("motion", "expected"), [("reduce", False), ("no-preference", True)])
def test_one_page_fades_into_the_next_only_for_those_who_do_not_mind(
    new_page: NewPage, motion: Literal["reduce", "no-preference"], expected: bool
) -> None:
    page = new_page(reduced_motion=motion)
    page.add_init_script("addEventListener('pagereveal', (event) => (window.fades = Boolean(event.viewTransition)))")
    page.goto(HOME)
    page.locator(".topic-list a").first.click()
    page.wait_for_url("**/topics/**")
    page.wait_for_function("() => 'fades' in window")
    assert page.evaluate("window.fades") is expected


@pytest.mark.parametrize("path", [HOME, ARTICLE_WITH_PHOTOGRAPH, TOPIC])
def test_a_page_works_without_its_pictures(tab: NewPage, watch: Watch, path: str) -> None:
    watch.expected.append(r"ERR_FAILED.*\.(jpg|png|svg|avif|webp)")
    page = tab(viewport={"width": 320, "height": 800})
    page.route(PICTURES, lambda route: route.abort())
    page.goto(path)
    assert page.get_by_role("heading", level=1).is_visible()
    assert not overflow(page)
    pictures: list[dict[str, Any]] = page.locator("main img:not(.coach-line img)").evaluate_all(
        "all => all.map((i) => ({ alt: i.getAttribute('alt'), loaded: i.naturalWidth > 0 }))"
    )
    assert pictures
    assert not any(picture["loaded"] for picture in pictures)
    if path == ARTICLE_WITH_PHOTOGRAPH:
        assert all(picture["alt"] for picture in pictures)
