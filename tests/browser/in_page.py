"""Pieces of JavaScript that several tests evaluate in a page."""

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe().axe_script

# The contrast of two computed colours (WCAG 2.2, “contrast ratio”), and the first opaque colour behind an element.
CONTRAST = r"""
const channels = (css) => {
  const numbers = css.match(/[\d.]+/g).map(Number);
  return css.startsWith("color(") ? numbers.map((c, i) => (i < 3 ? c * 255 : c)) : numbers;
};
const light = (css) => {
  const [r, g, b] = channels(css).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if ((channels(colour)[3] ?? 1) === 1) return colour;
  }
  return "rgb(255, 255, 255)";
};
"""

# Everything that is loaded and laid out: fonts, pictures that are on their way, and a frame after them.
SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].filter((i) => !i.complete && i.loading !== "lazy").map((i) => i.decode().catch(() => {})));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""

# Scrolling, smooth or not, has come to rest.
AT_REST = """() => new Promise((done) => {
  let last = scrollY, same = 0;
  const look = () => {
    same = scrollY === last ? same + 1 : 0;
    last = scrollY;
    if (same > 5) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


def overflow(page: Page) -> list[str]:
    """What stands out to the right of the page, if anything does."""
    return list(
        page.evaluate(
            """() => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 0.5);
              return [`${document.documentElement.scrollWidth - width} px`, ...out.map((e) => `${e.localName}.${e.className}`)];
            }"""
        )
    )


def axe(page: Page, rules: list[str], kind: str) -> list[dict[str, Any]]:
    """What axe finds, of this kind; only that is taken from the page, and axe brought to it once."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "([rules, kind]) => axe.run({ runOnly: rules, resultTypes: [kind] }).then((found) => JSON.stringify(found[kind]))",
        [rules, kind],
    )
    return list(json.loads(found))


def violations(page: Page) -> list[str]:
    """Each violation as rule, place and what axe says of it."""
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {' '.join(node.get('failureSummary', '').split())}"
        for rule in axe(page, RULES, "violations")
        for node in rule["nodes"]
    ]
