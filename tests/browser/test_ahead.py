"""On the live site, pages are fetched when a link to them is pointed at: those of this site alone, without the forms'."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import ARTICLE, HOME, SEARCH
from tests.browser.site_server import SiteServer
from tests.browser.watch import PATIENCE, Watch
from tests.site.building import built_project


@pytest.fixture(scope="module")
def live() -> Iterator[SiteServer]:
    """What would go live, below a folder of its host."""
    server = SiteServer(built_project() / "published", "/sub")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser, live: SiteServer) -> Iterator[Page]:
    watch = Watch(live.origin)
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    yield context.new_page()
    context.close()
    assert not watch.troubles()


def candidates(page: Page, address: str) -> set[str]:
    """The pages that the browser would fetch from this one, if their links were pointed at."""
    found: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.on("Preload.preloadingAttemptSourcesUpdated", lambda event: found.append(event))
    session.send("Preload.enable")
    page.goto(address)
    for _ in range(1000):  # frames
        if found and found[-1]["preloadingAttemptSources"]:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    session.detach()
    assert found, "the browser found no rules"
    assert {source["key"]["action"] for source in found[-1]["preloadingAttemptSources"]} == {"Prefetch"}
    return {source["key"]["url"] for source in found[-1]["preloadingAttemptSources"]}


@pytest.mark.parametrize("path", [HOME, ARTICLE, SEARCH])
def test_every_page_of_this_site_may_be_fetched_but_those_of_the_forms(page: Page, live: SiteServer, path: str) -> None:
    found = candidates(page, live.address + path)
    links = {
        urldefrag(link).url
        for link in page.evaluate(
            "[...document.links].filter((a) => !a.getAttribute('href').startsWith('#')).map((a) => a.href)"
        )
    }
    ours = {link for link in links if link.startswith(f"{live.address}/") and link.endswith("/")}
    forms = {link for link in ours if link.split("/sub/")[1].startswith(("contact/", "newsletter/"))}
    assert forms
    assert {urldefrag(link).url for link in found} == ours - forms


def test_a_page_that_was_pointed_at_opens_without_another_request(page: Page, live: SiteServer) -> None:
    page.goto(f"{live.address}/")
    link = page.locator(".topic-list a").first
    link.hover()
    live.fetched_ahead.get(timeout=PATIENCE / 1000)
    link.click()
    page.wait_for_url("**/topics/**")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType") == "navigational-prefetch"


def test_at_the_desk_nothing_is_fetched_before_it_is_asked_for(site_folder: Path, site_url: str) -> None:
    assert site_url
    for path in site_folder.rglob("*.html"):
        assert "speculationrules" not in path.read_text(encoding="utf-8"), path
