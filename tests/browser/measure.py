"""What every type of page costs a reader on a phone, with the practice of the tests, beside its budget: run with `python3 tasks.py measure`."""

import os
import sys
import tempfile
from dataclasses import dataclass

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser import pages
from tests.browser.find_chromium import find
from tests.browser.site_server import SiteServer
from tests.budgets import FIRST_PAINT, SCRIPTS, WHOLE_ARTICLE, WHOLE_LIST, WHOLE_WITH_PHOTOGRAPH
from tests.site.building import SHARED, built_project

# A mid-range phone on a slow mobile network, as Lighthouse's mobile preset simulates it.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4  # times slower a processor

NODES, NODES_AT_HOME = 250, 400  # besides the text itself
WHOLE = dict.fromkeys((pages.ARTICLE, pages.ARTICLE_WITH_KEY_DIFFERENCES), WHOLE_ARTICLE)
WHOLE |= dict.fromkeys((pages.ARTICLES, pages.TOPIC, "/paths/", pages.PATH), WHOLE_LIST)

_OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
"""
_READ = """() => {
  const text = new Set(document.querySelectorAll(".prose *"));
  const blocking = performance.getEntriesByType("resource").filter((entry) => entry.renderBlockingStatus === "blocking");
  return {
    nodes: [...document.querySelectorAll("*")].filter((element) => !text.has(element)).length,
    blocking: blocking.map((entry) => entry.name),
    form: document.forms.length > 0, shift, largest: window.largest ?? 0,
  };
}"""


@dataclass(frozen=True)
class Cost:
    """What one page costs: bytes and requests as they travelled, milliseconds as they were on this machine."""

    address: str
    density: int
    first_paint: int
    blocking: int
    requests: int
    total: int
    scripts: int
    form: bool
    nodes: int
    shift: float
    largest: float

    def over(self) -> list[str]:
        """The budgets that the page does not keep."""
        at_home, photograph = self.address == pages.HOME, self.address == pages.ARTICLE_WITH_PHOTOGRAPH
        whole = WHOLE_WITH_PHOTOGRAPH[self.density] if photograph else WHOLE.get(self.address, self.total)
        return [
            name
            for name, kept in {
                "first paint": self.first_paint <= FIRST_PAINT,
                "blocking": self.blocking == 0,
                "total": self.total <= whole,
                "scripts": self.form or self.scripts <= SCRIPTS,
                "nodes": self.nodes <= (NODES_AT_HOME if at_home else NODES),
                "shift": self.shift == 0,
            }.items()
            if not kept
        ]


def measure(browser: Browser, site: str, address: str, density: int = 2) -> Cost:
    """Open one page as a new reader would, on a phone with so many pixels to one of CSS, and add up what came."""
    phone = ViewportSize(width=390, height=844)
    context = browser.new_context(viewport=phone, device_scale_factor=density, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds: dict[str, tuple[str, str]] = {}
    sizes: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: (e["type"], e["response"]["url"])}))
    wire.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    page.goto(site + address, wait_until="networkidle")
    read = page.evaluate(_READ)
    context.close()
    came = [(*kinds[request], size) for request, size in sizes.items() if request in kinds]
    first = [size for kind, url, size in came if kind == "Document" or url in read["blocking"]]
    return Cost(
        address,
        density,
        first_paint=int(sum(first)),
        blocking=len(read["blocking"]),
        requests=len(came),
        total=int(sum(size for *_, size in came)),
        scripts=int(sum(size for kind, _, size in came if kind == "Script")),
        form=read["form"],
        nodes=read["nodes"],
        shift=read["shift"],
        largest=read["largest"],
    )


def main() -> int:
    """Build the practice of the tests, serve it compressed, measure every type of page and print the table; 1 where a budget is not kept."""
    chromium = find()
    if not chromium:
        print("Measuring needs Chromium or Chrome. Install it, or name it: CHROMIUM=/path/to/chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ.setdefault(SHARED, folder)
        server = SiteServer(built_project() / "output", compressed=True)
        server.start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = [(address, 2) for address in pages.EVERY_TYPE] + [(pages.ARTICLE_WITH_PHOTOGRAPH, 3)]
        costs = [measure(browser, server.address, address, density) for address, density in opened]
        browser.close()
        server.stop()
    print(
        f"{'':40}{'paint':>8}{'block':>7}{'requests':>10}{'total':>9}{'scripts':>9}{'nodes':>7}{'shift':>8}{'LCP':>8}"
    )
    print(f"{'':40}{'bytes':>8}{'':>7}{'':>10}{'bytes':>9}{'bytes':>9}{'':>7}{'':>8}{'ms':>8}")
    for cost in costs:
        print(
            f"{cost.address + (' at 3x' if cost.density == 3 else ''):40}{cost.first_paint:8,}{cost.blocking:7}{cost.requests:10}{cost.total:9,}"
            f"{cost.scripts:9,}{cost.nodes:7}{cost.shift:8.3f}{cost.largest:8,.0f}  {', '.join(cost.over())}"
        )
    photograph = " or ".join(f"{most:,} at {density}x" for density, most in WHOLE_WITH_PHOTOGRAPH.items())
    print(
        f"\nWithin: {FIRST_PAINT:,} bytes before the first paint, nothing else blocking; {WHOLE_ARTICLE:,} for a whole article,"
    )
    print(f"{WHOLE_LIST:,} for a list, {photograph} with a photograph; {SCRIPTS:,} of scripts where no form is;")
    print(f"{NODES} nodes besides the text ({NODES_AT_HOME} at home); no shift.")
    print(
        f"Sizes are with headers. Times are this machine's, {SLOWER} times slowed, on a simulated mobile network: compare, don't trust."
    )
    return int(any(cost.over() for cost in costs))


if __name__ == "__main__":
    sys.exit(main())
