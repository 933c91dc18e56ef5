"""What setup makes is as easy to read and to use as the rest, in every language, before anything is filled in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.in_page import overflow, violations
from tests.browser.site_server import SiteServer
from tests.browser.watch import Scheme
from tests.site.building import ANSWERS, LOCAL_URL, Site, set_up

SCHEMES_AND_WIDTHS: list[tuple[Scheme, int]] = [("light", 360), ("dark", 1280)]


@pytest.fixture(scope="module", params=sorted(ANSWERS))
def practice(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[Page, Site]]:
    """Each practice's site, and a tab to show it in."""
    project, _ = set_up(tmp_path_factory.mktemp("set-up") / "project", ANSWERS[request.param])
    server = SiteServer(project / "output")
    server.start()
    context = browser.new_context(base_url=server.address)
    yield context.new_page(), Site(project / "output", LOCAL_URL)
    context.close()
    server.stop()


@pytest.mark.parametrize(("scheme", "width"), SCHEMES_AND_WIDTHS)
def test_axe_finds_nothing_and_nothing_overflows(practice: tuple[Page, Site], scheme: Scheme, width: int) -> None:
    page, site = practice
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in site.addresses:
        page.goto(f"/{address}")
        assert not [*violations(page), *overflow(page)], address
